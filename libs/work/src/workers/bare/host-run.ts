import type { HostAddress, Launcher } from '@task-distributor/remote';
import type { RenderCommand, Rendering, RenderProgress } from '@task-distributor/render';
import { orderLines, renderScript, type RunOrders } from './render-script.ts';
import { ScriptRun } from './script-run.ts';

/** One run of a renderer on a host. */
export interface HostRun {
  /** Reads its messages. */
  readonly rendering: Rendering;
  /** Whether it continues the state of an earlier run. */
  readonly continues: boolean;
  /** Resolves when everything is rendered. @throws TdError if it is not; the signal's reason */
  readonly finished: Promise<RenderProgress>;
  /** Resolves when its messages show whether it renders the right region: null, or the rendering that must run instead. */
  readonly replacement: Promise<Rendering | null>;
  /** Its image. Read it once, and only if it is wanted: the host then sends it. */
  image(): AsyncIterable<Uint8Array>;
  /**
   * Ends it, and keeps its state on the host. Resolves when it has ended.
   * @returns whether it has rendered everything before: then it has left no state, and its image can be had if that is `wanted`
   */
  end(wanted: boolean): Promise<boolean>;
  /**
   * Ends it, and gets its state, which is no longer than `most` bytes.
   * @param isKept whether the host keeps it, too
   * @returns null = it has rendered everything before, and its image can be had
   * @throws TdError for a longer one
   */
  takeState(most: number, isKept: boolean): Promise<Buffer | null>;
  /** Its image is not needed, or has been read. */
  release(): void;
}

export interface HostRunPlan {
  readonly launcher: Launcher;
  readonly host: HostAddress;
  readonly orders: Omit<RunOrders, keyof ReturnType<typeof commandOrders>>;
  /** A state for the run to continue, in place of what is in the folder; null = none. */
  readonly given: Buffer | null;
  /** What reads the messages of a run, which continues the state of an earlier one or does not. */
  rendering(continues: boolean): Rendering;
}

export interface HostRunObserver {
  progressed(run: Rendering): void;
  /** The host has written something. */
  sawLife(): void;
}

/** @throws TdError if it cannot be started; the signal's reason */
export async function startHostRun(
  plan: HostRunPlan,
  observer: HostRunObserver,
  signal: AbortSignal,
): Promise<HostRun> {
  const rendering = plan.rendering(plan.orders.continues);
  const { command } = rendering;
  const commandLine = renderScript(command.output ?? noFiles);
  const process = await plan.launcher.start(plan.host, commandLine, signal);
  process.stdin.write(orderLines({ ...plan.orders, ...commandOrders(command) }, plan.given));
  if (plan.given !== null) process.stdin.write(plan.given);
  return new ScriptRun(process, { plan, rendering }, observer, signal);
}

function commandOrders({ contents, env, program, args, leftover }: RenderCommand) {
  return { contents, env, leftover, words: [program, ...args] };
}

/** A renderer that writes to stdout has none. */
const noFiles = { image: '-', state: '-' };
