import { bashCompletion } from './bash.ts';
import { completedCommands } from './completion-model.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** The script with which a shell completes all commands. */
export function completionScript(shell: keyof typeof scripts): string {
  return scripts[shell](completedCommands());
}
