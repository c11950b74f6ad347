import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { type HostSpeed, randomSuffix, replaceFile } from '@task-distributor/band';
import { formatHostAddress, type HostAddress, parseHostAddress } from '@task-distributor/remote';
import { onOneScale } from './one-scale.ts';

/** How fast a host was in earlier jobs. */
export interface RememberedSpeed {
  /** In proportion to other hosts in this file. */
  readonly speed: number;
  /** Of work that it was measured with. */
  readonly seconds: number;
  readonly jobs: number;
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

/** Users do not matter. */
export function speedKey(host: HostAddress): string {
  return formatHostAddress({ ...host, user: null });
}

/** None, if there is no such file, or if it has something else in it. */
export async function readSpeeds(path: string, now: Date): Promise<Map<string, RememberedSpeed>> {
  const [oldest, newest] = [-longestMs, dayMs].map((ms) => dayOf(new Date(now.getTime() + ms)));
  const isRecent = ({ day }: RememberedSpeed): boolean => day >= oldest! && day <= newest!;
  try {
    // Another kind of file could have no end.
    if (!(await stat(path)).isFile()) return new Map();
    const { hosts } = JSON.parse(await readFile(path, 'utf8')) as { hosts: Record<string, RememberedSpeed> };
    return new Map(Object.entries(hosts).filter(([, speed]) => isSpeed(speed) && isRecent(speed)));
  } catch {
    return new Map();
  }
}

/**
 * Adds what a job has measured, unless that is one host alone, which cannot be compared. Earlier jobs count for as much as a minute of
 * work at most, so that what has changed is soon forgotten.
 * @throws the system's error
 */
export async function learnSpeeds(path: string, measured: readonly HostSpeed[], now: Date): Promise<void> {
  const speeds = await readSpeeds(path, now);
  const fresh = onOneScale(byKey(measured), speeds);
  if (fresh.size < 2) return;
  for (const [key, { speed, seconds }] of fresh) {
    const old = speeds.get(key) ?? { speed: 0, seconds: 0, jobs: 0 };
    const all = old.seconds + seconds;
    const mean = (old.speed * old.seconds + speed * seconds) / all;
    speeds.set(key, {
      speed: rounded(mean),
      seconds: rounded(Math.min(all, mostSeconds)),
      jobs: old.jobs + 1,
      day: dayOf(now),
    });
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hosts = Object.fromEntries(speeds);
  await replaceFile(path, `${path}.${randomSuffix()}`, `${JSON.stringify({ hosts }, null, 2)}\n`);
}

function byKey(measured: readonly HostSpeed[]): Map<string, HostSpeed> {
  const speeds = new Map<string, HostSpeed>();
  for (const speed of measured) {
    const address = addressOf(speed.name);
    if (address !== null) speeds.set(speedKey(address), speed);
  }
  return speeds;
}

/** null = the name cannot be read back. */
function addressOf(name: string): HostAddress | null {
  try {
    return parseHostAddress(name);
  } catch {
    return null;
  }
}

function isSpeed(value: Partial<RememberedSpeed> | null): boolean {
  const { speed, seconds, jobs, day } = value ?? {};
  const areNumbers = [speed, seconds, jobs].every(
    (number) => number! >= leastNumber && number! <= mostNumber,
  );
  return areNumbers && typeof day === 'string';
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const mostSeconds = 60;
/** What is less, or more, nobody has measured. */
const leastNumber = 1e-9;
const mostNumber = 1e9;
const dayMs = 24 * 3_600_000;
/** Half a year. */
const longestMs = 183 * dayMs;
