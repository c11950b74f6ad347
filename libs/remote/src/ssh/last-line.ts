import { escapeControls } from '@task-distributor/band';

/** The last line that is not blank; null = none. */
export function lastLine(text: string): string | null {
  const line = text
    .split(/[\r\n]+/)
    .filter((words) => words.trim() !== '')
    .at(-1);
  return line === undefined ? null : escapeControls(line.trim());
}
