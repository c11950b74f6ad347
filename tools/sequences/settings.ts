/** Options of POV-Ray that decide pixels, or in which order they come. */
export interface Setting {
  readonly name: string;
  /** Rows and columns of a block. */
  readonly blockSize: number;
  readonly options: readonly string[];
}

export const settings: readonly Setting[] = [
  { name: 'no anti-aliasing', blockSize: 8, options: ['+WT1'] },
  { name: 'anti-aliasing', blockSize: 8, options: ['+WT1', '+A0.3'] },
  { name: 'anti-aliasing, method 2', blockSize: 8, options: ['+WT1', '+A0.3', '+AM2', '+R2'] },
  { name: '16 bit', blockSize: 8, options: ['+WT1', '+FN16'] },
  { name: 'alpha, blocks of 16', blockSize: 16, options: ['+WT1', '+UA'] },
  { name: '16 bit, alpha, anti-aliasing', blockSize: 8, options: ['+WT1', '+FN16', '+UA', '+A0.3'] },
  { name: 'three threads', blockSize: 8, options: ['+WT3'] },
  { name: 'three threads, all of these', blockSize: 8, options: ['+WT3', '+FN16', '+UA', '+A0.3'] },
];

/** All that POV-Ray is given. */
export function wordsOf({ blockSize, options }: Setting): string[] {
  return [`+BS${blockSize}`, ...options];
}
