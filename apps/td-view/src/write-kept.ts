import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, errorMessage, formatRows, randomSuffix, TdError } from '@task-distributor/band';
import { keptPage } from './server/page-text.ts';
import type { Shown } from './server/shown.ts';
import type { Kept } from './snapshot.ts';

/** Writes the page with all that it shows into one file, in one step. @throws TdError that names the file */
export async function writeKept(path: string, page: string, shown: Shown): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}-${randomSuffix()}`);
  try {
    await writeFile(temporary, keptPage(page, keep(shown)), { flag: 'wx' });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new TdError(`cannot write ${path}: ${errorMessage(cause)}`, {
      cause,
      path,
      code: errorCode(cause),
    });
  }
}

function keep(shown: Shown): Kept {
  const { snapshot, painted } = shown;
  const previews = snapshot.pictures.previews.map(
    (rows) => [formatRows(rows), dataUrl(shown.preview(rows))] as const,
  );
  return {
    at: Date.now(),
    snapshot,
    rows: painted.map((rows) => ({ ...rows, url: dataUrl(shown.rows(rows)) })),
    probe: snapshot.pictures.probe === null ? null : dataUrl(shown.probe()),
    previews: Object.fromEntries(previews),
  };
}

function dataUrl(png: Buffer | null): string {
  return `data:image/png;base64,${(png ?? Buffer.alloc(0)).toString('base64')}`;
}
