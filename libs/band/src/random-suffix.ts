/**
 * Twelve hex digits for the names of temporary files. They need not be secret: on a slow host, loading the crypto module would
 * take longer than writing all lockfile lines.
 */
export function randomSuffix(): string {
  return Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
}
