/** @returns bytes; null = it is not a size: digits, in MiB or with `K`, `M` or `G` for KiB, MiB or GiB */
export function parseSize(text: string): number | null {
  const [, digits, unit = 'M'] = /^(\d+)([KMG])?$/i.exec(text) ?? [];
  if (digits === undefined) return null;
  const bytes = Number(digits) * bytesIn[unit.toUpperCase() as keyof typeof bytesIn];
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : null;
}

export function formatSize(bytes: number): string {
  return bytes % bytesIn.M === 0 ? String(bytes / bytesIn.M) : `${bytes / bytesIn.K}K`;
}

const bytesIn = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
