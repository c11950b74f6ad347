import { decode } from './decode.ts';

/** What libpng finds in a PNG. */
export interface Samples {
  /** The PAM header without the height: width, channels, largest value, kind. */
  readonly format: string;
  readonly rows: readonly Buffer[];
}

/** Decodes a PNG, row by row. */
export async function samplesOf(path: string): Promise<Samples> {
  const pam = await decode(path);
  const end = pam.indexOf('ENDHDR\n') + 7;
  const header = pam.toString('latin1', 0, end);
  const height = Number(/^HEIGHT (\d+)$/m.exec(header)![1]);
  const stride = (pam.length - end) / height;
  const rows = Array.from({ length: height }, (_, i) =>
    pam.subarray(end + stride * i, end + stride * (i + 1)),
  );
  return { format: header.replace(/^HEIGHT \d+\n/m, ''), rows };
}

/** Rows of an image: 1-based, inclusive. */
export function cutSamples({ format, rows }: Samples, first: number, last: number): Samples {
  return { format, rows: rows.slice(first - 1, last) };
}
