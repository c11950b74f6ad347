/** Whether a text can be the id of a job, which is used in command lines, file names and the marks of parts. */
export function isJobId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text);
}
