import type { Phase, ShownJob, ShownProgress } from '../snapshot.ts';
import { byId, setText } from './by-id.ts';
import { formatDuration } from './format-times.ts';

/** The heading, and the numbers of the job. */
export class Numbers {
  readonly #now: () => number;
  #progress: ShownProgress | null = null;

  /** @param now the server's time, in ms since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  setJob({ title, folder, image, phase, note }: ShownJob): void {
    setText(byId('title'), title);
    setText(
      byId('facts'),
      [...(image === null ? [] : [`${image.width} × ${image.height} pixels`]), folder].join(' · '),
    );
    setText(byId('phase'), phaseTexts[phase]);
    byId('phase').dataset['phase'] = phase;
    setText(byId('note'), note ?? '');
    byId('note').hidden = note === null;
  }

  setProgress(progress: ShownProgress, { title, phase }: ShownJob): void {
    this.#progress = progress;
    const { percent } = progress;
    byId('share').hidden = percent === null;
    byId('bar').hidden = percent === null;
    setText(byId('percent'), String(Math.floor(percent ?? 0)));
    byId<HTMLProgressElement>('bar').value = percent ?? 0;
    setText(byId('bands'), bandsText(progress));
    setText(byId('remaining'), progress.remaining ?? 'not known yet');
    byId('rest').hidden = phase !== 'running';
    byId('stage').setAttribute(
      'aria-label',
      `The picture, ${spokenShare(progress)}${percent === null ? '' : ' rendered'}`,
    );
    document.title =
      phase === 'running' && percent !== null
        ? `${Math.floor(percent)} % · ${title}`
        : `${phaseTexts[phase]} · ${title}`;
    this.tick();
  }

  /** Once a second. */
  tick(): void {
    const { opened = null, ended = null } = this.#progress ?? {};
    setText(byId('elapsed'), opened === null ? '–' : formatDuration((ended ?? this.#now()) - opened));
  }
}

function bandsText({ percent, bands, bandsDone, bandsFailed }: ShownProgress): string {
  if (percent === null) return partsSoFar(bandsDone);
  const failed = bandsFailed === 0 ? '' : `, ${bandsFailed} failed`;
  return bands === 0 ? '–' : `${bandsDone} of ${bands}${failed}`;
}

/** How much of the picture is there. */
export function spokenShare({ percent, bandsDone }: ShownProgress): string {
  return percent === null ? partsSoFar(bandsDone) : `${Math.floor(percent)} percent`;
}

function partsSoFar(count: number): string {
  return `${count} ${count === 1 ? 'part' : 'parts'} so far`;
}

export const phaseTexts: Readonly<Record<Phase, string>> = {
  waiting: 'Waiting for a job',
  open: 'Open',
  running: 'Rendering',
  finished: 'Finished',
  stopped: 'Stopped',
  abandoned: 'Abandoned',
};
