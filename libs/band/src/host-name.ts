/**
 * Whether a text can be the name of a host: the output of `hostname`, or an address. It becomes part of a file name and a
 * field of the lockfile, so it must not contain a slash or white space, or begin with a dash or a dot.
 */
export function isHostName(text: string): boolean {
  return text.length <= 253 && /^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$/.test(text);
}
