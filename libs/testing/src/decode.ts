import { execa } from 'execa';

/**
 * A PNG as libpng reads it (Debian package netpbm): PAM, a header with size, depth and channels, then the samples. Throws
 * where libpng finds an error.
 */
export async function decode(path: string): Promise<Buffer> {
  // A last sample of 10 is no newline at the end of a text.
  const options = { encoding: 'buffer', stripFinalNewline: false } as const;
  const { stdout } = await execa('pngtopam', ['-alphapam', path], options);
  return Buffer.from(stdout);
}
