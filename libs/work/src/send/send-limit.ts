import { InputError } from '@task-distributor/band';
import type { PackedFile } from './scene-package.ts';

/** @throws InputError that lists the largest files, if all together are larger than the limit */
export function refuseLarge(files: readonly PackedFile[], limitBytes: number): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= limitBytes) return;
  const largest = [...files].sort((one, other) => other.bytes - one.bytes).slice(0, listed);
  const list = largest.map(({ path, bytes: size }) => `${path} (${sizeText(size)})`).join(', ');
  throw new InputError(
    `the files that each host gets for the scene have ${sizeText(bytes)}, more than the limit of ${sizeText(limitBytes)} (--send-limit); the largest: ${list}`,
  );
}

/** In the largest unit of which there is at least one: `300.2 MiB`. Not rounded down, so that a limit of this size is enough. */
function sizeText(bytes: number): string {
  const unit = units.find(({ size }) => bytes >= size);
  return unit === undefined ? `${bytes} bytes` : `${Math.ceil((bytes / unit.size) * 10) / 10} ${unit.name}`;
}

const units = [
  { name: 'GiB', size: 2 ** 30 },
  { name: 'MiB', size: 2 ** 20 },
  { name: 'KiB', size: 2 ** 10 },
];
const listed = 5;
