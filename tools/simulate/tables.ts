import { type Comparison, median, scheduleNames } from './compare.ts';

/** A Markdown table: for each kind of job, the median of the ratios and, in brackets, the largest one. */
export function tableOf(head: string, comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ kind, ratios }) => [
    kind.name,
    ...scheduleNames.map((name) => `${shown(median(ratios[name]))} (${shown(Math.max(...ratios[name]))})`),
  ]);
  return markdown([head, ...scheduleNames], rows);
}

/** A Markdown table of one kind of job: the ratio for each scene. */
export function tableOfScenes(scenes: readonly string[], { ratios }: Comparison): string {
  const rows = scenes.map((scene, i) => [scene, ...scheduleNames.map((name) => shown(ratios[name][i]!))]);
  return markdown(['scene', ...scheduleNames], rows);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

function shown(ratio: number): string {
  return ratio.toFixed(2);
}
