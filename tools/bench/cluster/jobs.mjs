import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchSeconds, renderUncut } from './bound.mjs';
import { openHostGroups } from './host-groups.mjs';
import { preparationsOfWays, waysToRender } from './pictures.mjs';
import { median, printMarkdown } from './table.mjs';
import { emptyShared, hostNames, onCluster } from './test-cluster.mjs';

/**
 * Measures whole jobs: the time, by the lower bound, and the share of the hosts' time in which they did nothing.
 * @param layout one of layouts.mjs
 * @param {import('./pictures.mjs').Picture[]} pictures
 * @param {{ runs: number, ways: string[] }} how
 */
export async function measureJobs({ title, percents }, pictures, { runs, ways }) {
  const hosts = hostNames(percents.length);
  const shares = percents.reduce((sum, percent) => sum + percent, 0) / 100;
  const rows = [['picture', 'lower bound', ...ways]];
  let groups;
  await onCluster([String(hosts.length), '--cpu', String(percents[0])], async () => {
    groups = openHostGroups(hosts, percents);
    for (const picture of pictures) {
      picture.prepare?.();
      const { bounds, results } = await measurePicture(picture, {
        runs,
        ways,
        shares,
        groups,
        host: hosts[0],
      });
      const cells = results.map(
        ({ seconds, ratio, idle, cpu }) =>
          `${seconds.toFixed(1)} s (${ratio.toFixed(2)}, ${(100 * idle).toFixed(0)} %${cpu === undefined ? '' : `, ${cpu.toFixed(2)} s`})`,
      );
      rows.push([picture.name, `${median(bounds).toFixed(1)} s`, ...cells]);
      // So much has been measured, even if something fails later.
      console.error(rows.at(-1).join('  '));
    }
  });
  await groups.close();
  printMarkdown(
    `${title}: medians of ${runs}; in brackets, time / lower bound, idle share of the hosts, and td-master's processor time a band, with its estimate`,
    rows,
  );
}

/**
 * The lower bound is measured again for each round, since the machine may be faster at one time than at another.
 * @returns the bounds and, for each way, the run with the median ratio
 */
async function measurePicture(picture, { runs, ways, shares, groups, host }) {
  const folder = mkdtempSync(join(tmpdir(), 'td-bench-cluster-'));
  const results = ways.map(() => []);
  for (const way of ways) {
    await emptyShared();
    preparationsOfWays[way]?.(picture, join(folder, `${way}.png`));
  }
  const bounds = [];
  for (let run = 0; run < runs; run += 1) {
    const uncut = renderUncut(picture);
    const bound = uncut.cpuSeconds / shares + launchSeconds(picture, host);
    bounds.push(bound);
    for (const [i, way] of ways.entries()) {
      const output = join(folder, `${way}.png`);
      await emptyShared();
      const before = { used: groups.usedSeconds(), clock: performance.now() };
      const cpu = waysToRender[way](picture, output);
      const seconds = (performance.now() - before.clock) / 1_000;
      const idle = 1 - (groups.usedSeconds() - before.used) / (seconds * shares);
      results[i].push({ seconds, ratio: seconds / bound, idle, cpu });
      if (run === 0) checkSame(picture, way, output, uncut.image);
    }
    uncut.close();
  }
  rmSync(folder, { recursive: true });
  return { bounds, results: results.map(withMedianRatio) };
}

function withMedianRatio(runs) {
  const ratio = median(runs.map((run) => run.ratio));
  return runs.find((run) => run.ratio === ratio);
}

/** All ways give the uncut picture, but the scripts where anti-aliasing needs the rows beyond a cut, or rows are left over. */
function checkSame({ name, options, height }, way, image, uncut) {
  const isExact = !['shell', 'parallel'].includes(way) || (options.length === 0 && height % 8 === 0);
  if (isExact && samplesOf(image) !== samplesOf(uncut))
    throw new Error(`${name}, ${way}: Expected the uncut picture, got another one`);
}

function samplesOf(image) {
  const samples = execFileSync('pngtopnm', [image], { maxBuffer: 1 << 30 });
  return createHash('sha256').update(samples).digest('hex');
}
