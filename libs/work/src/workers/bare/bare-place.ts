import { createHash } from 'node:crypto';
import { formatRows, type Rows } from '@task-distributor/band';
import type { HostAddress } from '@task-distributor/remote';
import {
  type BlockLayout,
  type Columns,
  rendererFor,
  type Rendering,
  type RenderRequest,
  type StateBlock,
  type StateFormat,
} from '@task-distributor/render';
import { hasRoom } from '../../agent/state/has-room.ts';
import { tunedRun } from '../../agent/tuning/run-tuning.ts';
import { pathInPackage } from '../../send/scene-package.ts';
import { surroundingsOfProcess } from '../../surroundings.ts';
import type { WorkerContext } from '../worker-kind.ts';
import type { HostFacts } from './host-facts.ts';

/** A host that has all that a render needs. */
export interface ReadyHost {
  readonly host: HostAddress;
  readonly facts: HostFacts & { readonly renderer: string; readonly runs: string };
  /** Of the package that was sent; absolute, on the host. */
  readonly folder: string;
  /** Hash of the package. */
  readonly hash: string;
}

/** What a host is to render for a job, and where. */
export class BarePlace {
  readonly #ready: ReadyHost;
  readonly #context: WorkerContext;
  /** By the rows of a band: to describe a render, the scene and what it includes must be read. */
  readonly #layouts = new Map<string, BlockLayout>();

  constructor(ready: ReadyHost, context: WorkerContext) {
    this.#ready = ready;
    this.#context = context;
  }

  get host(): HostAddress {
    return this.#ready.host;
  }

  /** Path of its renderer. */
  get program(): string {
    return this.#ready.facts.renderer;
  }

  get threads(): number {
    return this.#ready.facts.machine.processors;
  }

  /** @param rows of a band; default: of the whole image */
  request(rows: Rows = { first: 1, last: this.#context.image.height }): RenderRequest {
    const { facts, folder, host } = this.#ready;
    const { image, workers } = this.#context;
    const run = tunedRun({ ...image, isWritten: () => true }, workers.slotsOf(host), {}, facts.machine);
    const elsewhere = {
      pathOnHost: (path: string) => pathInPackage(folder, path),
      defaultOptions: facts.defaultOptions,
    };
    return { ...image, program: facts.renderer, rows, format: '+FN', run: { ...run, elsewhere } };
  }

  /** @param given as in RunChoices */
  rendering(rows: Rows, given: readonly StateBlock[] | 'unknown' | null, columns?: Columns): Rendering {
    const request = this.request(rows);
    const run = { ...request.run!, given };
    return rendererFor(request.scene).render({ ...request, run }, surroundingsOfProcess(), columns);
  }

  /** The state files that the host can keep for a band; null = none: there is no room, or they do not hold all that a later run needs. */
  statesFor(rows: Rows): StateFormat | null {
    const { scene, options } = this.#context.image;
    const { states } = rendererFor(scene);
    const { pixels } = this.#layoutOf(rows);
    const canContinue = states?.canContinue({ scene, options }, surroundingsOfProcess()) ?? false;
    return canContinue && hasRoom(this.#ready.facts.freeBytes, pixels) ? states : null;
  }

  /**
   * The folder on the host for runs that render a band. Its name is a hash of all that decides the pixels of the band's blocks, and their
   * grid: but not of the band's last row.
   * @param columns of those that render only some of its columns
   */
  folderFor(rows: Rows, columns?: Columns): string {
    const { image, job } = this.#context;
    const { facts, hash } = this.#ready;
    const { region, size } = this.#layoutOf(rows);
    const { width, height, scene, options } = image;
    const render = [scene, width, height, options, region.first, size, columns ?? null];
    const place = [job.id, hash, facts.renderer, facts.rendererStamp];
    const digest = createHash('sha256')
      .update(JSON.stringify([render, place]))
      .digest('hex');
    return `${facts.runs}/${digest.slice(0, 40)}`;
  }

  #layoutOf(rows: Rows): BlockLayout {
    const key = formatRows(rows);
    const layout = this.#layouts.get(key) ?? this.rendering(rows, null).blocks;
    this.#layouts.set(key, layout);
    return layout;
  }
}
