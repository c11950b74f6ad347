/**
 * Whether a text can be a host's name: what `hostname` prints, or an address. It becomes part of a file name and a
 * field of the lockfile, so neither a slash, nor white space, nor a leading dash or dot can be in it.
 */
export function isHostName(text: string): boolean {
  return text.length <= 253 && /^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$/.test(text);
}
