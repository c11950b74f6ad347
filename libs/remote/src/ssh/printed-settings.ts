/** The settings that `ssh -G` prints: a keyword in lower case, a space, and the value, one a line. */
export class PrintedSettings {
  readonly #values = new Map<string, string[]>();

  constructor(output: string) {
    for (const line of output.split('\n')) {
      const [, printed, value] = /^(\S+) (.*)$/.exec(line) ?? [];
      if (printed === undefined) continue;
      // OpenSSH prints one of them with a capital letter.
      const keyword = printed.toLowerCase();
      const values = this.#values.get(keyword);
      if (values === undefined) this.#values.set(keyword, [value!]);
      else values.push(value!);
    }
  }

  keywords(): IterableIterator<string> {
    return this.#values.keys();
  }

  has(keyword: string): boolean {
    return this.#values.has(keyword);
  }

  all(keyword: string): readonly string[] {
    return this.#values.get(keyword) ?? [];
  }

  /** The first value, as it is; null where there is none. */
  get(keyword: string): string | null {
    return this.all(keyword)[0] || null;
  }

  /** The same, for a setting that OpenSSH takes for not set where it is `none`. Those are few: a user may be called so. */
  getUnlessNone(keyword: string): string | null {
    const value = this.get(keyword);
    return value === null || isNone(value) ? null : value;
  }

  /** Whether the values of a keyword are the same in both. */
  agrees(keyword: string, others: PrintedSettings): boolean {
    return this.all(keyword).join('\n') === others.all(keyword).join('\n');
  }
}

/** Source: OpenSSH, readconf.c, option_clear_or_none(). */
export function isNone(value: string): boolean {
  return value.toLowerCase() === 'none';
}
