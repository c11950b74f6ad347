import { comparesRuns, type Report } from '../report.ts';
import { titleOfRun } from './sentences.ts';
import { speedupPlotOf } from './speedup-plot.ts';
import { colourStyle, pictureStyle } from './style.ts';
import { escapeXml, type Part, partWidth } from './svg-elements.ts';
import { timeLineOf } from './time-line.ts';

/** One picture: the speedup, then the time line of each run, as far as they are known. */
export function svgOf(report: Report): string {
  const parts = [...speedupPart(report), ...timeLineParts(report)];
  const placed = placeParts(parts.length === 0 ? [nothing] : parts);
  const paper = `<rect width="100%" height="100%" style="fill:var(--paper)"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${partWidth} ${placed.height}" width="${partWidth}" height="${placed.height}" role="img">`,
    `<title>${escapeXml(titleOf(report))}</title>`,
    `<style>${colourStyle}${pictureStyle}</style>`,
    paper,
    ...placed.body,
    '</svg>\n',
  ].join('\n');
}

/** A part as a picture within a page, which has the style. */
export function inlineSvg({ body, height }: Part, label: string): string {
  const head = `<svg viewBox="0 0 ${partWidth} ${height}" role="img" aria-label="${escapeXml(label)}">`;
  return [head, ...body, '</svg>'].join('\n');
}

interface TitledPart {
  readonly title: string;
  readonly part: Part;
}

const nothing: TitledPart = { title: 'No times of hosts are known', part: { body: [], height: 0 } };

function speedupPart(report: Report): TitledPart[] {
  const part = comparesRuns(report) ? speedupPlotOf(report.series) : null;
  return part === null ? [] : [{ title: 'Speedup', part }];
}

function timeLineParts({ runs }: Report): TitledPart[] {
  return runs.flatMap((report) => {
    const part = timeLineOf(report);
    return part === null ? [] : [{ title: titleOfRun(report.run), part }];
  });
}

function placeParts(parts: readonly TitledPart[]): Part {
  const body: string[] = [];
  let height = 0;
  for (const { title, part } of parts) {
    body.push(`<text class="heading" x="20" y="${height + 30}">${escapeXml(title)}</text>`);
    body.push(`<g transform="translate(0 ${height + 44})">`, ...part.body, '</g>');
    height += 44 + part.height + 16;
  }
  return { body, height };
}

function titleOf(report: Report): string {
  const [run] = report.runs;
  return comparesRuns(report) || run === undefined
    ? `${report.runs.length} runs of Task-Distributor`
    : titleOfRun(run.run);
}
