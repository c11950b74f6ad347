import { findFiles } from './find-file.ts';
import type { HostSet } from './host-sets.ts';
import { type FileValue, readSettingsFile, type SettingsFile } from './settings-file.ts';

/** The settings files of a command, the one that wins first. */
export class SettingsFiles {
  /** Named sets of hosts of all files. */
  readonly sets: ReadonlyMap<string, HostSet>;

  constructor(private readonly files: readonly SettingsFile[] = []) {
    this.sets = new Map([...files].reverse().flatMap(({ sets }) => [...sets]));
  }

  get isEmpty(): boolean {
    return this.files.length === 0;
  }

  /** null = no file has it. */
  valueOf(setting: string): FileValue | null {
    return this.files.map(({ values }) => values.get(setting)).find((value) => value !== undefined) ?? null;
  }

  /** The renderer's options, and the file that has them. */
  get options(): { readonly words: readonly string[]; readonly path: string } | null {
    const [found] = this.files.flatMap(({ options, path }) =>
      options === null ? [] : [{ words: options, path }],
    );
    return found ?? null;
  }
}

/** @throws InputError for a file that cannot be used */
export async function readSettingsFiles(env: NodeJS.ProcessEnv): Promise<SettingsFiles> {
  const files: SettingsFile[] = [];
  for (const file of findFiles(env)) files.push(await readSettingsFile(file));
  return new SettingsFiles(files);
}
