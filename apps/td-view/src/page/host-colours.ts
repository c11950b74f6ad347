/** A colour for each host. Those of neighbours in the list differ most. */
export class HostColours {
  readonly #indexes = new Map<string, number>();

  of(host: string | null): string {
    if (host === null) return 'transparent';
    const index = this.#indexes.get(host) ?? this.#indexes.size;
    this.#indexes.set(host, index);
    // By the golden angle, hues never repeat.
    return `oklch(${tone()} ${((250 + index * 137.508) % 360).toFixed(1)})`;
  }
}

/** Lightness and chroma, by the colour scheme. */
function tone(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--tone').trim();
}
