import type { ShownBand, ShownJob, ShownPictures, ShownPreview } from '../snapshot.ts';
import { byId, element } from './by-id.ts';
import type { HostColours } from './host-colours.ts';

/** Where the pictures are. */
export interface PictureUrls {
  rows(rows: { first: number; last: number }): string;
  preview(preview: ShownPreview): string;
  probe(version: string): string;
}

/** The picture that fills in: the probe's below, the previews of running bands above it, and what is finished on top. */
export class Picture {
  readonly #urls: PictureUrls;
  readonly #colours: HostColours;
  readonly #rows = byId<HTMLCanvasElement>('rows');
  readonly #previews = byId<HTMLCanvasElement>('previews');
  readonly #images = new Map<string, Promise<CanvasImageSource | null>>();
  #job: ShownJob | null = null;
  /** Of the canvases since they were last emptied. */
  #paper = {};
  #bands: readonly ShownBand[] = [];

  constructor(urls: PictureUrls, colours: HostColours) {
    this.#urls = urls;
    this.#colours = colours;
  }

  /** A canvas that gets a size becomes empty. */
  setJob(job: ShownJob): void {
    const before = this.#job;
    this.#job = job;
    const { small } = job;
    if (small === null) return;
    const isSame =
      before?.id === job.id && before.small?.width === small.width && before.small.height === small.height;
    if (isSame) return;
    this.#paper = {};
    for (const canvas of [this.#rows, this.#previews]) Object.assign(canvas, small);
    this.#images.clear();
    byId('stage').style.aspectRatio = `${small.width} / ${small.height}`;
    // Small pictures are not blown up beyond recognition, and tall ones fit on the screen.
    byId('plate').style.maxWidth = `min(${4 * small.width}px, ${(78 * small.width) / small.height}vh)`;
  }

  async addRows(rows: { first: number; last: number }): Promise<void> {
    const paper = this.#paper;
    const image = await load(this.#urls.rows(rows));
    if (image === null || this.#paper !== paper) return;
    const context = this.#rows.getContext('2d')!;
    context.clearRect(0, rows.first - 1, this.#rows.width, rows.last - rows.first + 1);
    context.drawImage(image, 0, rows.first - 1);
  }

  async setPictures({ probe, previews }: ShownPictures): Promise<void> {
    const below = byId<HTMLImageElement>('probe');
    below.hidden = probe === null;
    const url = probe === null ? '' : this.#urls.probe(probe);
    if (probe !== null && below.getAttribute('src') !== url) below.src = url;
    const urls = new Set(previews.map((preview) => this.#urls.preview(preview)));
    for (const known of this.#images.keys()) if (!urls.has(known)) this.#images.delete(known);
    const images = await Promise.all(previews.map((preview) => this.#load(this.#urls.preview(preview))));
    const { width, height } = this.#previews;
    const context = this.#previews.getContext('2d')!;
    context.clearRect(0, 0, width, height);
    const scale = height / (this.#job?.image?.height ?? height);
    for (const [i, { first, last }] of previews.entries()) {
      const image = images[i];
      if (image) context.drawImage(image, 0, (first - 1) * scale, width, (last - first + 1) * scale);
    }
  }

  /** The colours of hosts beside the picture and, on demand, over it. */
  setBands(bands: readonly ShownBand[]): void {
    this.#bands = bands;
    const height = this.#job?.image?.height;
    if (height === undefined) return;
    this.#paint(byId('gutter'), 1, (band) =>
      band.phase === 'done' || band.phase === 'sending' ? 1 : band.host === null ? 0 : 0.4,
    );
    const tint = byId('tint');
    if (!tint.hidden) this.#paint(byId('tint-colours'), 1, (band) => (band.host === null ? 0 : 1));
    const names = tint.hidden
      ? []
      : bands.filter(({ first, last, host }) => host !== null && (last - first + 1) / height > 0.035);
    byId('tint-names').replaceChildren(...names.map((band) => nameOf(band, height)));
  }

  toggleTint(): void {
    const tint = byId('tint');
    tint.hidden = !tint.hidden;
    byId('tint-button').setAttribute('aria-pressed', String(!tint.hidden));
    this.setBands(this.#bands);
  }

  #paint(canvas: HTMLCanvasElement, width: number, alphaOf: (band: ShownBand) => number): void {
    const { image, small } = this.#job!;
    if (image === null || small === null) return;
    Object.assign(canvas, { width, height: Math.min(2048, Math.max(small.height, 256)) });
    const context = canvas.getContext('2d')!;
    const scale = canvas.height / image.height;
    for (const band of this.#bands) {
      context.globalAlpha = alphaOf(band);
      context.fillStyle = this.#colours.of(band.host);
      context.fillRect(0, (band.first - 1) * scale, width, (band.last - band.first + 1) * scale);
    }
  }

  #load(url: string): Promise<CanvasImageSource | null> {
    const known = this.#images.get(url) ?? load(url);
    this.#images.set(url, known);
    return known;
  }
}

function nameOf({ first, last, host }: ShownBand, height: number): HTMLElement {
  const name = element('span', host!, { class: 'host-name' });
  name.style.top = `${(50 * (first + last - 1)) / height}%`;
  return name;
}

/** null = it cannot be had any more. */
async function load(url: string): Promise<HTMLImageElement | null> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  }
}
