import { TdError } from '@task-distributor/band';

/** The renderer has failed, or has not written the whole image. The cause is the error to report. */
export class RenderFailure extends Error {
  /** Whether it might succeed without a state file: not if the renderer blames the scene, or was killed. */
  readonly mayComeFromState: boolean;

  constructor(cause: unknown, keepsState: boolean) {
    super('The render has failed', { cause });
    const isKnown = cause instanceof TdError && !unexplained.has(cause.code);
    this.mayComeFromState = keepsState && !isKnown;
  }
}

/** The renderer has failed, or the image is not whole. */
const unexplained: ReadonlySet<string> = new Set(['E_RENDER', 'E_FAILED']);
