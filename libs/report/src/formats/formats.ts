import { extname } from 'node:path';
import type { Report } from '../report.ts';
import { csvOf } from './csv.ts';
import { htmlOf } from './html.ts';
import { jsonOf } from './json.ts';
import { svgOf } from './svg.ts';
import { textOf } from './text.ts';

/** How a report is written. */
export type Format = (report: Report) => string;

const formats: ReadonlyMap<string, Format> = new Map([
  ['.txt', textOf],
  ['.html', htmlOf],
  ['.svg', svgOf],
  ['.csv', csvOf],
  ['.json', jsonOf],
]);

/** By the extension of the file; `-` and names without an extension are for text. @returns null = there is no such format */
export function formatOf(output: string): Format | null {
  const extension = extname(output).toLowerCase();
  return extension === '' ? textOf : (formats.get(extension) ?? null);
}

/** `.txt, .html` and so on, for messages. */
export const extensions = [...formats.keys()].join(', ');
