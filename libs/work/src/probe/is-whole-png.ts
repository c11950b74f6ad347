import { open } from 'node:fs/promises';

/** Whether a file ends with a PNG's last chunk. */
export async function isWholePng(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(iend.length);
    const { bytesRead } = await file.read(tail, 0, tail.length, Math.max(0, size - tail.length));
    return bytesRead === iend.length && tail.equals(iend);
  } finally {
    await file.close();
  }
}

/** Always the same (PNG specification, 11.2.5). */
const iend = Buffer.from('0000000049454e44ae426082', 'hex');
