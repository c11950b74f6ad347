import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processorTime } from './processor-time.mjs';
import { run } from './ways.mjs';

/**
 * Renders the picture uncut on this machine, without a limit.
 * @returns {{ image: string, cpuSeconds: number, close: () => void }}
 */
export function renderUncut(picture) {
  const folder = mkdtempSync(join(tmpdir(), 'td-bench-uncut-'));
  const image = join(folder, 'uncut.png');
  const cpuSeconds = processorTime('povray', ['-D', ...wordsOf(picture), `+O${image}`]);
  return { image, cpuSeconds, close: () => rmSync(folder, { recursive: true }) };
}

/** Seconds of a launch of POV-Ray on a host: two rows, which are nearly nothing to render. */
export function launchSeconds(picture, host) {
  const words = ['-D', ...wordsOf(picture), '+SR1', '+ER2', '+O/tmp/launch.png'];
  const begin = performance.now();
  run('ssh', [`pi@${host}`, `povray ${words.join(' ')} 2>/dev/null`]);
  return (performance.now() - begin) / 1_000;
}

function wordsOf({ folder, file, width, height, options }) {
  return [`+I${folder}${file}`, '+FN', `+W${width}`, `+H${height}`, ...options];
}
