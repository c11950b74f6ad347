import type { LockfileLine } from './lockfile-line.ts';
import { LockfileReader } from './lockfile-reader.ts';
import { lockfilePath } from './names.ts';

/**
 * The lines that a folder's lockfile has now, each with a band or a host that has finished; none if there is no lockfile.
 * @throws TdError if the folder does not exist, or the lockfile cannot be read
 */
export async function readLockfile(folder: string): Promise<LockfileLine[]> {
  let lines: LockfileLine[] = [];
  const takeLine = (line: LockfileLine): void => void lines.push(line);
  const forgetLines = (): void => void (lines = []);
  await new LockfileReader(lockfilePath(folder)).read({ takeLine, forgetLines });
  return lines;
}

/** When a line was written, if its writer's clock has the time zone of this one; null = not known. */
export function dateOfLine({ date }: LockfileLine): Date | null {
  const [, day, time] = /^(\d{4}_\d\d_\d\d)_(\d\d:\d\d:\d\d)$/.exec(date) ?? [];
  if (day === undefined) return null;
  const value = new Date(`${day.replaceAll('_', '-')}T${time}`);
  return Number.isNaN(value.getTime()) ? null : value;
}
