import { describe, expect, test } from 'vitest';
import { bashCompletion } from '../../src/completion/bash.ts';
import type { CompletedCommand } from '../../src/completion/completion-model.ts';
import { completedCommands } from '../../src/completion/completion-model.ts';
import { fishCompletion } from '../../src/completion/fish.ts';
import { zshCompletion } from '../../src/completion/zsh.ts';
import { commandSpec } from '../../src/settings/command-spec.ts';
import { type CommandName, commands } from '../../src/settings/commands.ts';
import { optionList } from '../../src/settings/option-list.ts';

describe.each(Object.keys(commands) as CommandName[])('%s', (name) => {
  test('is completed with the options that --help lists', () => {
    const { options } = completedCommands().find((command) => command.name === name)!;
    const listed = optionList(commandSpec(name)).flatMap(({ names }) =>
      names.map((text) => text.split(' ')[0]),
    );
    expect(options.flatMap(({ names }) => names)).toEqual(listed);
    for (const { description } of options) expect(description).toMatch(/^[^`]+[^.`]$/);
  });
});

const command: CompletedCommand = {
  name: 'td-x',
  operands: 'hosts',
  takesWords: true,
  options: [
    {
      names: ['-s', '--scene'],
      description: "A [user's] scene",
      value: { name: 'FILE', completes: 'scenes' },
      isRepeatable: false,
    },
    {
      names: ['--send'],
      description: 'Send',
      value: { name: 'A:B', completes: ['a', 'b'] },
      isRepeatable: true,
    },
    { names: ['-c'], description: 'Clean', value: null, isRepeatable: false },
  ],
};

test('in bash, an option has the kind of its value', () => {
  expect(bashCompletion([command])).toContain(`    td-x)
      options='-s --scene --send -c' operands='hosts' after='files'
      case $2 in
        -s | --scene) kind='scenes' ;;
        --send) kind='words a b' ;;
        *) kind= ;;
      esac ;;
`);
});

test('in zsh, an option is one word for _arguments', () => {
  expect(zshCompletion([command])).toContain(`    td-x)
      _arguments -s -S \\
        '(-s --scene)-s+[A \\[user'\\''s\\] scene]:FILE:_files -g "*.(#i)pov(-.)"' \\
        '(-s --scene)--scene=[A \\[user'\\''s\\] scene]:FILE:_files -g "*.(#i)pov(-.)"' \\
        '*--send=[Send]:A\\:B:(a b)' \\
        '-c[Clean]' \\
        '*:word: _td_words hosts files' ;;
`);
});

test('in fish, an option is one line', () => {
  expect(fishCompletion([command])).toContain(`
complete -c td-x -n 'not __td_after_dashes' -xa '(__td_hosts)'
complete -c td-x -n __td_after_dashes -F
complete -c td-x -s s -l scene -xka '(__fish_complete_suffix .pov)' -d 'A [user\\'s] scene'
complete -c td-x -l send -xa 'a b' -d 'Send'
complete -c td-x -s c -d 'Clean'
`);
});
