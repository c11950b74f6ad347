/** What in a scene can make bands differ from the uncut image. */
export interface Cause {
  /** For the user. */
  readonly name: string;
  /** POV-Ray's Quality setting from which on it has an effect. */
  readonly quality: number;
  /** Whether bands differ only with several threads. With one, they are exact. */
  readonly needsThreads: boolean;
}

/** The figures are in docs/exactness.md. Source of the qualities: POV-Ray 3.7, povrayold.h, QUALITY_0 to QUALITY_9. */
export const causes = {
  crand: { name: 'crand', quality: 2, needsThreads: false },
  jitter: { name: 'a jittered area light', quality: 5, needsThreads: false },
  rainbow: { name: 'jitter in a rainbow', quality: 9, needsThreads: false },
  media: { name: 'random samples in media', quality: 9, needsThreads: false },
  subsurface: { name: 'subsurface light transport', quality: 9, needsThreads: false },
  radiosity: { name: 'radiosity', quality: 9, needsThreads: false },
  isosurface: { name: 'an isosurface with evaluate', quality: 0, needsThreads: false },
  photons: { name: 'photons', quality: 9, needsThreads: true },
  areaLight: { name: 'an area light', quality: 5, needsThreads: true },
  polynomial: { name: 'a polynomial surface', quality: 4, needsThreads: true },
  julia: { name: 'julia_fractal', quality: 0, needsThreads: true },
} satisfies Record<string, Cause>;

export type CauseKey = keyof typeof causes;

/** A sign of a cause in a text. Subsurface light transport needs two of them: it is on, and a finish has it. */
export interface Sign {
  readonly cause: CauseKey | 'subsurfaceOn';
  readonly line: number;
}

/** Words without which a scene has no cause. */
export const suspects: readonly string[] =
  'crand jitter media subsurface radiosity photons area_light julia_fractal evaluate cubic quartic poly'.split(
    ' ',
  );
