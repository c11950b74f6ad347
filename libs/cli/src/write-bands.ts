import { type Band, encodeBand, encodeBandJson } from '@task-distributor/band';
import { type LineOutput, writeLine } from './write-line.ts';

/**
 * Writes each band to stdout as it arrives.
 * @param options.see called with each band, for commands whose exit code depends on the bands
 */
export async function writeBands(
  bands: AsyncIterable<Band> | Iterable<Band>,
  output: LineOutput,
  options: { json: boolean; see?: (band: Band) => void },
): Promise<void> {
  const encode = options.json ? encodeBandJson : encodeBand;
  for await (const band of bands) {
    options.see?.(band);
    await writeLine(output, encode(band));
  }
}
