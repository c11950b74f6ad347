import { lstatSync, readFileSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { errorMessage, InputError } from '@task-distributor/band';

/** A settings file that exists. */
export interface FoundFile {
  /** As messages name it. */
  readonly path: string;
  /** Relative paths in it are relative to this folder; '' = the folder that the command runs in. */
  readonly folder: string;
  readonly text: string;
}

/**
 * The settings files that exist: the one in the folder that the command runs in, then the user's.
 * @throws InputError for two in one folder, and for one that belongs to another user or is not a text
 */
export function findFiles(env: NodeJS.ProcessEnv): FoundFile[] {
  const { XDG_CONFIG_HOME: given = '' } = env;
  const home = isAbsolute(given) ? given : join(env['HOME'] ?? '/', '.config');
  const places = [
    { folder: '', name: 'task-distributor' },
    { folder: join(home, 'task-distributor'), name: 'config' },
  ];
  return places.flatMap(({ folder, name }) => {
    const paths = extensions
      .map((extension) => join(folder, `${name}.${extension}`))
      .filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
    if (paths.length > 1) {
      throw new InputError(
        `${paths.join(', ')}: Expected one settings file, got ${paths.length}; remove all but one`,
      );
    }
    return paths.map((path) => ({ path, folder, text: readOwn(path, env) }));
  });
}

const extensions = ['toml', 'json', 'yaml', 'yml'] as const;

const mostBytes = 2 ** 20;

/** The text of a file that nobody else can have written: its settings name commands that are run. @throws InputError */
function readOwn(path: string, env: NodeJS.ProcessEnv): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw refusal(path, 'Expected a file, got something else');
    // A link of somebody else could lead to a file of the user's that was made for another folder.
    for (const { uid } of [lstatSync(path), stats]) {
      if (!owners(env).has(uid)) throw refusal(path, `it belongs to another user (uid ${uid})`);
    }
    if (canBeWrittenByAll(stats)) throw refusal(path, `every user can write it; chmod o-w ${path}`);
    if (stats.size > mostBytes) throw refusal(path, `Expected at most 1 MiB, got ${stats.size} bytes`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${path}: cannot read the settings: ${errorMessage(cause)}`, { cause, path });
  }
}

function refusal(path: string, reason: string): InputError {
  return new InputError(`${path}: ${reason}; --no-config reads no settings files`, { path });
}

/** The users whose files are read: this one, root, and whoever has become root by sudo. */
function owners({ SUDO_UID: sudo }: NodeJS.ProcessEnv): ReadonlySet<number> {
  const self = process.getuid!();
  return new Set([0, self, ...(self === 0 && sudo !== undefined ? [Number(sudo)] : [])]);
}

function canBeWrittenByAll({ mode }: Stats): boolean {
  return (mode & 0o002) !== 0;
}
