/** Whether a text can be a job's id, which stands on command lines, in names of files and in marks of parts. */
export function isJobId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text);
}
