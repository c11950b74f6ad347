import { randomSuffix } from '@task-distributor/band';
import { type HostAddress, type Launcher, talkToHost } from '@task-distributor/remote';
import { checkPackage } from './check-package.ts';
import { offerPackage, type Turn } from './offer-package.ts';
import { type CacheLimits, type ExpectedPackage, receiveCommand } from './receive-command.ts';
import type { ScenePackage } from './scene-package.ts';
import { sendError } from './send-error.ts';

export interface Destination {
  readonly launcher: Launcher;
  readonly host: HostAddress;
  readonly cache?: Partial<CacheLimits>;
  /** Runs a function when it is this host's turn to get data. Default: at once. */
  readonly turn?: Turn;
}

/**
 * Makes sure that a host has a package: asks it, and sends the files if they are not there.
 * @returns the package's folder on the host
 * @throws TdError with the host; InputError for a package that cannot be sent; the signal's reason
 */
export async function sendPackage(
  pack: ScenePackage,
  { launcher, host, cache = {}, turn = (run) => run() }: Destination,
  signal: AbortSignal,
): Promise<string> {
  checkPackage(pack);
  const mark = `td${randomSuffix()}`;
  const commandLine = receiveCommand(mark, expected(pack), { ...defaultLimits, ...cache });
  try {
    return await talkToHost(
      { launcher, host, commandLine, mark },
      (talk) => offerPackage(pack, talk, turn),
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw sendError(error, host);
  }
}

function expected({ hash, files, folders, bytes }: ScenePackage): ExpectedPackage {
  const blocks = files.reduce((sum, file) => sum + Math.ceil(file.bytes / blockBytes), 0);
  const kibibytes = ((blocks + folders.length) * blockBytes) / 1024;
  return { hash, files: files.length, bytes, kibibytes };
}

/** Of most file systems. */
const blockBytes = 4_096;
const defaultLimits: CacheLimits = { kibibytes: 2 ** 20, silenceSeconds: 15 };
