/** A line about a host or a band of which others of its kind may follow at once. */
export interface AlikeLine {
  /** The same for all lines that say the same. */
  readonly kind: string;
  /** What it is about: `pi111`, `pi111 rows 1-10`. */
  readonly subject: string;
  readonly text: string;
  /** What follows the subjects if there are several of them: `failed in the same way`. */
  readonly ofSeveral: string;
}

/** Prints the first line of each kind at once, and those that follow within a second as one line. */
export class AlikeLines {
  readonly #print: (line: string) => void;
  readonly #known = new Set<string>();
  readonly #held = new Map<string, AlikeLine[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  add(line: AlikeLine): void {
    const { kind, text } = line;
    if (!this.#known.has(kind)) {
      this.#known.add(kind);
      this.#print(text);
      return;
    }
    this.#held.set(kind, [...(this.#held.get(kind) ?? []), line]);
    this.#timer ??= setTimeout(() => this.flush(), patienceMs);
  }

  /** Prints what is held back. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const lines of this.#held.values()) this.#print(joined(lines));
    this.#held.clear();
  }
}

function joined(lines: readonly AlikeLine[]): string {
  const [first] = lines as [AlikeLine];
  if (lines.length === 1) return first.text;
  const subjects = lines.map(({ subject }) => subject);
  const more = lines.length > mostShown ? ` and ${lines.length - mostShown} more` : '';
  return `${subjects.slice(0, mostShown).join(', ')}${more}: ${first.ofSeveral}`;
}

const patienceMs = 1_000;
const mostShown = 5;
