import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's package povray-examples. */
const installed = '/usr/share/doc/povray/examples';

/** A copy of POV-Ray's example scenes, unpacked where Debian has compressed them. */
export function openExamples() {
  const folder = mkdtempSync(join(tmpdir(), 'td-exactness-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      close();
      process.exit(1);
    });
  }
  cpSync(installed, folder, { recursive: true });
  execFileSync('find', [folder, '-name', '*.gz', '-exec', 'gunzip', '{}', '+']);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pov'))
    .toSorted();
  return { names, pathOf: (name) => join(folder, name), close };
}

/** A small scene for each cause of differences. */
export function smallScenes() {
  const folder = join(import.meta.dirname, 'causes');
  return { names: readdirSync(folder).toSorted(), pathOf: (name) => join(folder, name) };
}
