import type { Phase, ShownProgress } from '../snapshot.ts';
import { byId, setText } from './by-id.ts';
import { phaseTexts, spokenShare } from './numbers.ts';

/** What a screen reader says by itself: each new phase, and progress once in a while. */
export class Spoken {
  #phase: Phase | null = null;
  #percent = 0;
  #at = -Infinity;

  update(phase: Phase, progress: ShownProgress): void {
    const { remaining } = progress;
    // Where nobody knows the whole, ten parts are as good as a tenth.
    const percent = progress.percent ?? progress.bandsDone;
    const now = performance.now();
    const isNewPhase = phase !== this.#phase;
    if (!isNewPhase && (percent < this.#percent + 10 || now < this.#at + quietMs)) return;
    [this.#phase, this.#percent, this.#at] = [phase, 10 * Math.floor(percent / 10), now];
    const rest = remaining === null ? '' : `, ${remaining} remaining`;
    const numbers = phase === 'waiting' ? '' : `, ${spokenShare(progress)}${rest}`;
    setText(byId('spoken'), phaseTexts[phase] + numbers);
  }
}

const quietMs = 20_000;
