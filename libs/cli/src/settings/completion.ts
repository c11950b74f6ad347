import type { SettingRows } from './setting-row.ts';

export const completionSettings = {
  completion: {
    options: ['--completion'],
    type: 'choice',
    choices: ['bash', 'zsh', 'fish'],
    value: 'SHELL',
    help: 'Print a script for a shell that completes all commands on Tab, and exit.',
    details:
      'Needs no other option. bash and zsh read it with `source <(td-master --completion bash)`, zsh after compinit; fish with `td-master --completion fish | source`.',
    key: null,
    alone: true,
    commands: { 'td-master': {} },
  },
} as const satisfies SettingRows;
