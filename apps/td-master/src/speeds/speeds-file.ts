import { mkdir, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { type HostSpeed, randomSuffix, replaceFile } from '@task-distributor/band';
import { parseHostAddress, formatHostAddress } from '@task-distributor/remote';
import { onOneScale } from './one-scale.ts';

/** How fast a host was in earlier jobs. */
export interface RememberedSpeed {
  /** In proportion to other hosts in this file. */
  readonly speed: number;
  /** Of work that it was measured with. */
  readonly seconds: number;
  /** Day of the last job: `2026-11-29`. */
  readonly day: string;
}

/** By the host, as `speedKey` writes it. */
export type RememberedSpeeds = ReadonlyMap<string, RememberedSpeed>;

/** Path of the file with the speeds; null = there is no folder for it. Source: XDG Base Directory Specification */
export function speedsPath({
  XDG_STATE_HOME: state = '',
  HOME: home = '',
}: NodeJS.ProcessEnv): string | null {
  const folder = isAbsolute(state) ? state : isAbsolute(home) ? join(home, '.local/state') : null;
  return folder && join(folder, 'task-distributor', 'speeds.json');
}

/** @param host `[user@]name[:port]`; users do not matter */
export function speedKey(host: string): string {
  return formatHostAddress({ ...parseHostAddress(host), user: null });
}

/** None, if there is no such file, or if it has something else in it. */
export async function readSpeeds(path: string): Promise<Map<string, RememberedSpeed>> {
  try {
    const { hosts } = JSON.parse(await readFile(path, 'utf8')) as { hosts: Record<string, RememberedSpeed> };
    return new Map(Object.entries(hosts).filter(([, speed]) => isSpeed(speed)));
  } catch {
    return new Map();
  }
}

/**
 * Adds what a job has measured. Earlier jobs count for as much as a minute of work at most, so that what has changed is soon forgotten.
 * @throws the system's error
 */
export async function learnSpeeds(path: string, measured: readonly HostSpeed[], now: Date): Promise<void> {
  const speeds = await readSpeeds(path);
  for (const [key, { speed, seconds }] of onOneScale(measured, speeds)) {
    const old = speeds.get(key) ?? { speed: 0, seconds: 0 };
    const all = old.seconds + seconds;
    const mean = (old.speed * old.seconds + speed * seconds) / all;
    speeds.set(key, { speed: rounded(mean), seconds: rounded(Math.min(all, mostSeconds)), day: dayOf(now) });
  }
  const oldest = dayOf(new Date(now.getTime() - longestMs));
  const hosts = Object.fromEntries([...speeds].filter(([, { day }]) => day >= oldest));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await replaceFile(path, `${path}.${randomSuffix()}`, `${JSON.stringify({ hosts }, null, 2)}\n`);
}

function isSpeed(value: Partial<RememberedSpeed> | null): boolean {
  const { speed, seconds, day } = value ?? {};
  return (
    [speed, seconds].every((number) => Number.isFinite(number) && number! > 0) && typeof day === 'string'
  );
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const mostSeconds = 60;
/** Half a year. */
const longestMs = 183 * 24 * 3_600_000;
