import type { JobEvent, Observer } from '@task-distributor/band';
import { JobState } from '@task-distributor/history';
import { isTerminal, type Outputs } from '../outputs.ts';
import type { ProgressStyle } from '../settings/progress.ts';
import { JsonLines } from './json-lines.ts';
import { PlainLines } from './plain-lines.ts';
import { timeNow } from './time-now.ts';

/** What shows a job on stderr. It sees each event after the state has. */
export interface ProgressDisplay {
  see(event: JobEvent): void;
  end(): void;
}

export interface ProgressChoice {
  readonly style: ProgressStyle;
  /** What `auto` is on a terminal, and elsewhere. */
  readonly auto: { readonly terminal: ShownStyle; readonly elsewhere: ShownStyle };
  readonly isQuiet: boolean;
}

type ShownStyle = Exclude<ProgressStyle, 'auto'>;

/** How a command shows its job. */
export interface ProgressView {
  readonly style: ShownStyle;
  /** @param height of the image, if the events do not say it */
  observer(height?: number | null): Observer;
  /** Writes a notice: a line without the command's name and the newline. */
  notify(line: string): void;
}

export interface ProgressPlace {
  readonly outputs: Outputs;
  readonly env: NodeJS.ProcessEnv;
  /** Writes one line to stderr. */
  warn(line: string): void;
}

/** What draws on a terminal is only loaded if there is one. */
export async function progressView(
  choice: ProgressChoice,
  { outputs, env, warn }: ProgressPlace,
): Promise<ProgressView> {
  const style = shownStyle(choice, isTerminal(outputs.stderr), env);
  const json = new JsonLines((line) => outputs.warn(line));
  const display = await displayFor(style, { outputs, env, warn }, json);
  return {
    style,
    observer: (height = null) => watching(new JobState(height), display),
    notify: (line) => (style === 'json' ? json.message(line) : warn(line)),
  };
}

function shownStyle(
  { style, auto, isQuiet }: ProgressChoice,
  isOnTerminal: boolean,
  env: NodeJS.ProcessEnv,
): ShownStyle {
  if (isQuiet) return 'none';
  const asked = style === 'auto' ? (isOnTerminal ? auto.terminal : auto.elsewhere) : style;
  // A dumb terminal cannot erase what was drawn.
  return asked === 'bar' && (!isOnTerminal || env['TERM'] === 'dumb') ? 'plain' : asked;
}

type MakeDisplay = (state: JobState) => ProgressDisplay;

async function displayFor(
  style: ShownStyle,
  { outputs, env, warn }: ProgressPlace,
  json: JsonLines,
): Promise<MakeDisplay> {
  if (style === 'none') return () => ({ see: () => undefined, end: () => undefined });
  if (style === 'json') return (state) => json.of(state);
  if (style === 'plain') return (state) => new PlainLines(state, warn);
  const [{ FrameDisplay }, { lookFor }] = await Promise.all([
    import('./frame-display.ts'),
    import('./look.ts'),
  ]);
  return (state) => new FrameDisplay({ outputs, state, look: lookFor(env), warn });
}

function watching(state: JobState, makeDisplay: MakeDisplay): Observer {
  const display = makeDisplay(state);
  return {
    see(event) {
      state.see(event, timeNow());
      display.see(event);
    },
    end() {
      state.end(timeNow());
      display.end();
    },
  };
}
