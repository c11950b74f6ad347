import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A program in place of a renderer, that runs the given lines of shell; `$@` are the renderer's words. */
export async function fakeRenderer(folder: string, lines: string, name = 'renderer'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return path;
}
