import { execa } from 'execa';

/** The chunks gAMA and sRGB of a PNG, as pngcheck prints them; fails where pngcheck finds an error. */
export async function colourMetadata(path: string): Promise<string[]> {
  const { stdout } = await execa('pngcheck', ['-v', path]);
  const lines = stdout.split('\n');
  return lines.flatMap((line, i) => {
    if (line.includes('chunk gAMA')) return [line.replace(/.*length 4: /, 'gAMA ')];
    if (line.includes('chunk sRGB')) return [`sRGB ${lines[i + 1]!.trim()}`];
    return [];
  });
}
