import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comparison, compare, median, type ScheduleName, scheduleNames } from './compare.ts';
import { measureDecisions } from './decisions.ts';
import { type Plot, svgOf } from './plot.ts';
import { readMaps } from './recorded-maps.ts';
import { groups, type JobGroup } from './scenarios.ts';
import { tableOf, tableOfScenes } from './tables.ts';

// A program: run MAPS PLOTS NAME... simulates the parts with these names, prints tables, and writes plots.
const [mapFolder = '', plotFolder = '', ...parts] = process.argv.slice(2);
const maps = readMaps(mapFolder);
const colors: Record<ScheduleName, string> = {
  even: '#8c959f',
  factoring: '#d9822b',
  Plachetka: '#a371f7',
  ours: '#2f81f7',
};

mkdirSync(plotFolder, { recursive: true });
for (const group of groups.filter(({ name }) => parts.includes(name))) show(group);
if (parts.includes('decisions')) {
  const { bands, hosts } = { bands: 100_000, hosts: 4_096 };
  const { decisionSeconds, cpuSeconds } = measureDecisions(bands, hosts);
  const all = `${cpuSeconds.toFixed(1)} s with the simulation`;
  console.log(
    `\n${bands} bands on ${hosts} hosts: ${decisionSeconds.toFixed(1)} s of the processor for all decisions, ${all}`,
  );
}

function show(group: JobGroup): void {
  const comparisons = group.kinds.map((kind) => compare(kind, maps.values()));
  console.log(`\n${tableOf(group.title, comparisons)}`);
  if (group.hasLines) {
    const series = scheduleNames.map((name) => ({
      values: comparisons.map(({ ratios }) => median(ratios[name])),
      worst: comparisons.map(({ ratios }) => Math.max(...ratios[name])),
    }));
    write(group, { categories: group.kinds.map(({ name }) => name), series });
  } else {
    showScenes(group, comparisons[0]!);
  }
}

/** The first kind of job of the group, scene by scene. */
function showScenes(group: JobGroup, comparison: Comparison): void {
  const scenes = [...maps.keys()];
  console.log(`\n${tableOfScenes(scenes, comparison)}`);
  const series = scheduleNames.map((name) => ({ values: comparison.ratios[name] }));
  write(group, { categories: scenes, series });
}

function write(
  { name, title, hasLines }: JobGroup,
  { categories, series }: { categories: string[]; series: Omit<Plot['series'][number], 'name' | 'color'>[] },
): void {
  const plot = {
    title: `Time by the lower bound: ${title}`,
    xLabel: hasLines ? `${title} (dashed: the worst scene)` : title,
    categories,
    hasLines,
    series: series.map((each, i) => ({
      name: scheduleNames[i]!,
      color: colors[scheduleNames[i]!],
      ...each,
    })),
  };
  writeFileSync(join(plotFolder, `simulated-${name}.svg`), svgOf(plot));
}
