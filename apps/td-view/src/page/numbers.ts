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
    const percent = Math.floor(progress.percent);
    setText(byId('percent'), String(percent));
    byId<HTMLProgressElement>('bar').value = progress.percent;
    const failed = progress.bandsFailed === 0 ? '' : `, ${progress.bandsFailed} failed`;
    setText(
      byId('bands'),
      progress.bands === 0 ? '–' : `${progress.bandsDone} of ${progress.bands}${failed}`,
    );
    setText(byId('remaining'), progress.remaining ?? 'not known yet');
    byId('rest').hidden = phase !== 'running';
    byId('stage').setAttribute('aria-label', `The picture, ${percent} percent rendered`);
    document.title = phase === 'running' ? `${percent} % · ${title}` : `${phaseTexts[phase]} · ${title}`;
    this.tick();
  }

  /** Once a second. */
  tick(): void {
    const { opened = null, ended = null } = this.#progress ?? {};
    setText(byId('elapsed'), opened === null ? '–' : formatDuration((ended ?? this.#now()) - opened));
  }
}

export const phaseTexts: Readonly<Record<Phase, string>> = {
  waiting: 'Waiting for a job',
  open: 'Open',
  running: 'Rendering',
  finished: 'Finished',
  stopped: 'Stopped',
  abandoned: 'Abandoned',
};
