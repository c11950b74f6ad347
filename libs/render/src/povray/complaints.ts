/** POV-Ray's complaints, each message with its continuation lines. */
export interface Complaints {
  /** Its errors. */
  readonly errors: readonly string[];
  /** Its "Possible" errors: they explain a later `Cannot open file.` or `Cannot access data in file.` */
  readonly possible: readonly string[];
  /** Error messages of other programs, such as a script around POV-Ray. */
  readonly others: readonly string[];
  /** The last lines, in case there is no error. */
  readonly tail: readonly string[];
}

/** Further messages are dropped: the first ones are enough. */
const keptMessages = 8;
const keptTail = 5;
export const longestMessage = 4_096;

/** Sorts lines by what they can explain. Long messages are wrapped: continuation lines begin with a space. */
export class ComplaintReader {
  readonly #errors: string[] = [];
  readonly #possible: string[] = [];
  readonly #others: string[] = [];
  readonly #tail: string[] = [];
  /** The list whose last message continuation lines belong to; null = none. */
  #wrapped: string[] | null = null;
  /** The lines so far of a message that begins with a file's name; what it is may stand only in its second line. */
  #located = '';
  /** Whether the next line belongs to it, whatever it begins with. */
  #isBroken = false;

  get complaints(): Complaints {
    return { errors: this.#errors, possible: this.#possible, others: this.#others, tail: this.#tail };
  }

  /** @param piece a line of its output */
  read(piece: string): void {
    if (this.#located !== '' && (piece.startsWith(' ') || this.#isBroken) && !thrown.test(piece)) {
      this.#locate(`${this.#located}${piece}`.slice(0, longestMessage), piece);
      return;
    }
    this.end();
    if (/^File '/.test(piece)) this.#locate(piece, piece);
    else this.#take(piece);
  }

  /** There are no more lines. */
  end(): void {
    if (this.#located !== '') this.#take(this.#located);
    this.#located = '';
  }

  #locate(text: string, piece: string): void {
    this.#located = text;
    // A long name has no space where POV-Ray could break the line, so the next one does not begin with a space.
    const isInName = !/' line \d+:/.test(text) || !/\s/.test(piece.slice(1 - lineBytes / 4));
    this.#isBroken = isInName && Buffer.byteLength(piece) === lineBytes;
  }

  #take(line: string): void {
    if (!line.startsWith(' ') || thrown.test(line)) {
      const list = this.#listFor(line);
      this.#wrapped = list === null || list.length < keptMessages ? list : [];
      this.#wrapped?.push(line.replace(thrown, '').slice(0, longestMessage));
    } else if (this.#wrapped !== null) {
      const text = this.#wrapped.pop();
      this.#wrapped.push(`${text}${line}`.slice(0, longestMessage));
      return;
    }
    if (line.trim() !== '') this.#tail.push(line.slice(0, longestMessage));
    if (this.#tail.length > keptTail) this.#tail.shift();
  }

  /** Where a message is kept, by its first line; null = only among the last lines. A warning is no reason. */
  #listFor(line: string): string[] | null {
    if (/\bPossible \w+ Error:/.test(line)) return this.#possible;
    if (/\b\w+ Warning:/.test(line)) return [];
    if (!isError(line)) return null;
    return ofPovray.test(line) ? this.#errors : this.#others;
  }
}

const lineBytes = 80;

/** A file is damaged, or of another format. */
export const noData = /^Fatal error in .*Cannot access data in file/;

/** What an exception's text begins with when POV-Ray does not catch it, and aborts. */
const thrown = /^ +what\(\): +/;

/** How POV-Ray's own errors begin; its assertions name a source file first. */
const ofPovray =
  /^(File .* line \d+: |(Parse|Photon|Render|Fatal|POV-Ray Critical) Error:|Fatal error in |Render failed|Problem with |Failed to |Caught |Cannot |Unknown error code|Intermediate |Insufficient |Uncategorized | +what\(\): )|: Assertion .* failed/;

/**
 * A missing configuration file, a library that the dynamic linker ignores, and the option
 * `Fatal Stream to console.........On` are not errors.
 */
function isError(line: string): boolean {
  return (
    /\b(error|cannot|failed|fatal|problem|insufficient)\b/i.test(line) &&
    !/configuration file|Stream to|\bld\.so: .* ignored/.test(line)
  );
}

/** Which "Possible" errors explain which fatal ones, which do not say where they are. */
const explanations = [
  {
    fatal: /^Fatal error in .*Cannot open file/,
    possible: /^File .* line \d+: Possible \w+ Error: .*Cannot (find|open).*'[^']+'/,
  },
  { fatal: noData, possible: /^File .* line \d+: Possible \w+ Error: / },
];

/** The message that explains best why POV-Ray failed: one with file and line number, if there is one. */
export function bestReason({ errors, possible, others, tail }: Complaints): string | null {
  const located = errors.find((line) => /^File .* line \d+:/.test(line));
  if (located !== undefined) return located.trim();
  const explaining = explanations.find(({ fatal }) => errors.some((line) => fatal.test(line)));
  const named = explaining && possible.findLast((line) => explaining.possible.test(line));
  if (named !== undefined) return named.replace(/Possible \w+ Error: /, '').trim();
  const isVague = (line: string) => /^(Render failed|Fatal error in|Failed to parse command)/.test(line);
  const best = errors.find((line) => !isVague(line)) ?? others[0] ?? errors[0] ?? tail.at(-1);
  return best?.trim() ?? null;
}
