import { comparesRuns, type Report, type RunReport } from '../report.ts';
import { type Column, hostColumns, seriesColumns } from './columns.ts';
import { notesOnRun, notesOnSeries, titleOfRun, titleOfSeries } from './sentences.ts';
import { speedupPlotOf } from './speedup-plot.ts';
import { colourStyle, pictureStyle } from './style.ts';
import { inlineSvg } from './svg.ts';
import { escapeXml } from './svg-elements.ts';
import { timeLineOf } from './time-line.ts';

/** A page that needs nothing but itself. */
export function htmlOf(report: Report): string {
  const isComparison = comparesRuns(report);
  const [first] = report.runs;
  const title = isComparison || first === undefined ? `${report.runs.length} runs` : titleOfRun(first.run);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${colourStyle}${pictureStyle}${pageStyle}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${escapeXml(title)}</h1>`,
    ...(isComparison ? comparison(report) : []),
    ...report.runs
      .filter(({ hosts }) => hosts.length > 0 || !isComparison)
      .flatMap((run) => section(run, isComparison)),
    '</main>',
    '</body>',
    '</html>\n',
  ].join('\n');
}

function comparison(report: Report): string[] {
  const plot = speedupPlotOf(report.series);
  return [
    ...(plot === null ? [] : [`<figure>${inlineSvg(plot, 'Speedup by number of hosts')}</figure>`]),
    ...report.series.flatMap((series) => table(titleOfSeries(series), seriesColumns, series.points)),
    ...notesOnSeries(report).map((note) => `<p>${escapeXml(note)}</p>`),
  ];
}

function section(report: RunReport, isOneOfMany: boolean): string[] {
  const { run, hosts } = report;
  const notes = notesOnRun(report);
  const timeLine = timeLineOf(report);
  return [
    '<section>',
    ...(isOneOfMany ? [`<h2>${escapeXml(titleOfRun(run))}</h2>`] : []),
    `<p class="from">${escapeXml(run.name)}</p>`,
    ...(notes.length === 0 ? [] : ['<ul>', ...notes.map((note) => `<li>${escapeXml(note)}</li>`), '</ul>']),
    ...(timeLine === null ? [] : [`<figure>${inlineSvg(timeLine, 'Who worked when')}</figure>`]),
    ...(hosts.length === 0 ? [] : table('Hosts', hostColumns, hosts)),
    '</section>',
  ];
}

function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const heads = columns.map(({ title }) => `<th scope="col">${escapeXml(title)}</th>`);
  return [
    // It can be scrolled by keyboard, too.
    `<div class="wide" role="region" aria-label="${escapeXml(caption)}" tabindex="0">`,
    `<table><caption>${escapeXml(caption)}</caption>`,
    `<thead><tr>${heads.join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => `<tr>${columns.map(({ cell }, i) => cellOf(cell(row), i)).join('')}</tr>`),
    '</tbody></table></div>',
  ];
}

function cellOf(text: string, i: number): string {
  return i === 0 ? `<th scope="row">${escapeXml(text)}</th>` : `<td>${escapeXml(text)}</td>`;
}

const pageStyle = [
  'body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}',
  'main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem}',
  'h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.2rem;margin:2.5rem 0 .5rem}',
  'p,li{overflow-wrap:anywhere}.from{color:var(--quiet);margin:0}',
  'figure{margin:1.5rem 0}figure svg{width:100%;height:auto;display:block;overflow:visible}',
  '.wide{overflow-x:auto;margin:1.5rem 0}',
  // So small on a phone that all columns of numbers fit.
  'table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:min(16px,calc(4.4px + 1.2vw))}',
  'caption{text-align:left;font-weight:600;padding-bottom:.4rem}',
  'th,td{padding:.3em .45em;text-align:right;border-bottom:1px solid var(--rule)}td{white-space:nowrap}',
  'th:first-child{text-align:left;padding-left:0}tbody th{font-weight:400;overflow-wrap:anywhere;min-width:3em}',
  'thead th{vertical-align:bottom}',
  ':focus-visible{outline:2px solid var(--done);outline-offset:2px}',
  '@media(max-width:40rem){figure svg text{font-size:16px}main{padding:1rem .5rem}',
  'th,td{padding:.3em .2em}thead th{font-size:.85em}}',
  '@media print{main{max-width:none;padding:0}.wide{overflow:visible}',
  'figure,tr{break-inside:avoid}h2,caption{break-after:avoid}}@page{margin:15mm}',
].join('');
