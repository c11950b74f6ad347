import { compareSamples } from './pictures.mjs';
import { renderInBands, renderUncut } from './renders.mjs';

/** With fewer cores than threads, the threads still take turns. */
const several = 4;

/**
 * Two uncut renders and one in bands, with one and with several threads.
 * @returns {Promise<{ reason: string } | { seconds: number, one: Measured, several: Measured }>} reason: why it is not rendered
 * @typedef {{ uncut: Difference, bands: Difference }} Measured between two uncut renders; between an uncut one and bands
 */
export async function measureScene(scene) {
  const first = await renderUncut(scene, 1);
  if (first.reason !== null) return { reason: first.reason };
  try {
    const one = await measure(scene, 1, first);
    const other = await measure(scene, several, await renderUncut(scene, several));
    return { seconds: first.seconds, one, several: other };
  } catch (error) {
    return { reason: error.message };
  }
}

async function measure(scene, threads, uncut) {
  const first = samplesIn(uncut);
  const second = samplesIn(await renderUncut(scene, threads));
  const bands = samplesIn(await renderInBands(scene, threads));
  return { uncut: compareSamples(first, second), bands: compareSamples(first, bands) };
}

function samplesIn({ samples, reason }) {
  if (samples === null) throw new Error(reason);
  return samples;
}
