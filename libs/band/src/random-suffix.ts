/**
 * Twelve hex digits, for the names of files that come and go. They are no secret; the system's own random numbers would
 * cost a slow host more time to load than all its lines in the lockfile.
 */
export function randomSuffix(): string {
  return Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
}
