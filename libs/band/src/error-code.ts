/** The system's name of what went wrong (`ENOENT`), or an empty text. */
export function errorCode(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? '') : '';
}
