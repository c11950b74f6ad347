import { execa } from 'execa';

/** Samples as netpbm's reader (libpng) gives them: header with size, depth and channels, then the samples. */
export async function decode(path: string): Promise<Buffer> {
  const { stdout } = await execa('pngtopam', ['-alphapam', path], {
    encoding: 'buffer',
    stripFinalNewline: false,
  });
  return Buffer.from(stdout);
}

/** The colour metadata, as pngcheck prints it; fails where pngcheck finds an error. */
export async function colourMetadata(path: string): Promise<string[]> {
  const { stdout } = await execa('pngcheck', ['-v', path]);
  const lines = stdout.split('\n');
  return lines.flatMap((line, i) => {
    if (line.includes('chunk gAMA')) return [line.replace(/.*length 4: /, 'gAMA ')];
    if (line.includes('chunk sRGB')) return [`sRGB ${lines[i + 1]!.trim()}`];
    return [];
  });
}
