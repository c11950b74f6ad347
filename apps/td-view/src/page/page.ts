import type { Kept, Snapshot } from '../snapshot.ts';
import { byId, setText } from './by-id.ts';
import { HostColours } from './host-colours.ts';
import { showHosts } from './host-table.ts';
import { showLog } from './log-list.ts';
import { Numbers } from './numbers.ts';
import { Picture, type PictureUrls } from './picture.ts';
import { Spoken } from './spoken.ts';
import { TimeLine } from './time-line.ts';

/** The page: it shows snapshots. */
export class Page {
  readonly picture: Picture;
  readonly #now: () => number;
  readonly #numbers: Numbers;
  readonly #time: TimeLine;
  readonly #spoken = new Spoken();
  #colours = new HostColours();
  #snapshot: Snapshot | null = null;

  constructor(urls: PictureUrls, now: () => number) {
    this.#now = now;
    this.picture = new Picture(urls, this.#colours);
    this.#numbers = new Numbers(now);
    this.#time = new TimeLine(this.#colours);
    byId('tint-button').addEventListener('click', () => this.picture.toggleTint());
    document.addEventListener('keydown', (event) => {
      if (event.key === 't' && !event.ctrlKey && !event.altKey && !event.metaKey) this.picture.toggleTint();
    });
    new ResizeObserver(() => this.#drawTime()).observe(byId('time'));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#showAll());
    setInterval(() => this.#tick(), 1000);
  }

  /** Shows what has changed. The first one is whole. */
  update(changed: Partial<Snapshot>): void {
    const snapshot = { ...this.#snapshot, ...changed } as Snapshot;
    this.#snapshot = snapshot;
    if (changed.job) {
      this.picture.setJob(changed.job);
      this.#numbers.setJob(changed.job);
    }
    if (changed.hosts) {
      showHosts(snapshot.hosts, this.#colours);
      this.#drawTime();
    }
    if (changed.log) showLog(snapshot.log);
    if (changed.bands ?? changed.job) this.picture.setBands(snapshot.bands);
    if (changed.pictures ?? changed.job) void this.picture.setPictures(snapshot.pictures);
    if (changed.progress ?? changed.job) {
      this.#numbers.setProgress(snapshot.progress, snapshot.job);
      this.#spoken.update(snapshot.job.phase, snapshot.progress);
    }
  }

  /** td-view has ended, or cannot be reached. */
  showLost(): void {
    const { phase, note = null } = this.#snapshot?.job ?? {};
    if (phase === 'finished') return;
    const lost = 'td-view does not answer; this is what it has shown last.';
    setText(byId('note'), note === null ? lost : `${note} ${lost}`);
    byId('note').hidden = false;
  }

  #showAll(): void {
    if (this.#snapshot !== null) this.update(this.#snapshot);
  }

  #tick(): void {
    this.#numbers.tick();
    if (this.#snapshot?.job.phase === 'running') this.#drawTime();
  }

  #drawTime(): void {
    const { hosts = [], progress } = this.#snapshot ?? {};
    if (progress?.opened == null) return;
    this.#time.draw(hosts, progress.opened, progress.ended ?? this.#now());
  }
}

function showLive(): void {
  let ahead = 0;
  let count = 0;
  const urls: PictureUrls = {
    rows: ({ first, last }) => `/rows/${first}-${last}?${(count += 1)}`,
    preview: ({ first, last, version }) => `/preview/${first}-${last}?${version}`,
    probe: (version) => `/probe?${version}`,
  };
  const page = new Page(urls, () => Date.now() + ahead);
  const events = new EventSource('/events');
  events.addEventListener('now', ({ data }) => (ahead = Number(data) - Date.now()));
  events.addEventListener('update', ({ data }) =>
    page.update(JSON.parse(data as string) as Partial<Snapshot>),
  );
  events.addEventListener('rows', ({ data }) => {
    for (const rows of JSON.parse(data as string) as { first: number; last: number }[])
      void page.picture.addRows(rows);
  });
  events.addEventListener('error', () => page.showLost());
}

function showKept({ at, snapshot, rows, probe, previews }: Kept): void {
  const urls: PictureUrls = {
    rows: ({ first }) => rows.find((kept) => kept.first === first)!.url,
    preview: ({ first, last }) => previews[`${first}-${last}`] ?? '',
    probe: () => probe ?? '',
  };
  const page = new Page(urls, () => at);
  page.update(snapshot);
  for (const kept of rows) void page.picture.addRows(kept);
}

const kept = document.getElementById('kept');
if (kept === null) showLive();
else showKept(JSON.parse(kept.textContent) as Kept);
