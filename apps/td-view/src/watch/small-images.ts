import { formatRows, type Rows } from '@task-distributor/band';
import { partSize, SmallPicture } from '@task-distributor/imaging';
import { findProbePicture, listPreviews, type WatchedPicture } from '@task-distributor/lockfile';
import type { ShownPictures } from '../snapshot.ts';

/** The previews of running bands, and the probe's picture: read, checked and kept in memory. */
export class SmallImages {
  readonly #folder: string;
  readonly #previews = new Map<string, Known>();
  #probe: Known | null = null;
  #shown: ShownPictures = { probe: null, previews: [] };

  constructor(folder: string) {
    this.#folder = folder;
  }

  get shown(): ShownPictures {
    return this.#shown;
  }

  preview(rows: Rows): Buffer | null {
    return this.#previews.get(formatRows(rows))?.png ?? null;
  }

  probe(): Buffer | null {
    return this.#probe?.png ?? null;
  }

  async look(): Promise<void> {
    const probe = await findProbePicture(this.#folder);
    this.#probe = probe === null ? this.#probe : await readAnew(probe, this.#probe);
    const listed = await listPreviews(this.#folder);
    const keys = new Set(listed.map(({ rows }) => formatRows(rows)));
    for (const key of this.#previews.keys()) if (!keys.has(key)) this.#previews.delete(key);
    for (const preview of listed) {
      const key = formatRows(preview.rows);
      const known = await readAnew(preview, this.#previews.get(key) ?? null);
      if (known !== null) this.#previews.set(key, known);
    }
    const previews = listed.flatMap(({ rows }) => {
      const version = this.#previews.get(formatRows(rows))?.version;
      return version === undefined ? [] : [{ ...rows, version }];
    });
    this.#shown = { probe: this.#probe?.version ?? null, previews };
  }
}

interface Known {
  readonly version: string;
  readonly png: Buffer;
}

/** What is there is kept if the new picture cannot be read. */
async function readAnew(
  { path, bytes, version }: WatchedPicture,
  known: Known | null,
): Promise<Known | null> {
  if (known?.version === version || bytes > largestFile) return known;
  try {
    const size = await partSize(path);
    const picture = new SmallPicture(size, largest);
    await picture.add(path, { first: 1, last: size.height });
    return { version, png: picture.encode({ first: 1, last: picture.size.height }) };
  } catch {
    return known;
  }
}

const largest = { width: 1024, height: 1024 };
const largestFile = 16 * 1024 * 1024;
