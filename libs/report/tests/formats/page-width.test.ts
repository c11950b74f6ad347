import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@task-distributor/testing';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { htmlOf } from '../../src/formats/html.ts';
import { readJoblog } from '../../src/read/joblog.ts';
import { reportOf } from '../../src/report.ts';
import { attemptLine, jobLine, phasesLine } from '../lines.ts';

let browser: Browser;
let url: string;

/** A run of more than 20 minutes on one host, as wide as its numbers get. */
function run(count: number) {
  const hosts = Array.from({ length: count }, (_, i) => `raspberrypi-kitchen-${i}`);
  const seconds = 1_400 / count;
  const work = hosts.map((host, i) => {
    const rows = 600 / count;
    return attemptLine(`${i * rows + 1}-${(i + 1) * rows}`, host, [0, seconds - i]);
  });
  const text = jobLine({ job: `job-${count}`, hosts }) + work.join('') + phasesLine(0.052, seconds, 0.031);
  return { set: '', run: readJoblog(text, 'log').runs[0]! };
}

beforeAll(async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'report.html');
  await writeFile(path, htmlOf(reportOf([1, 2, 4, 8].map(run), 'median')));
  url = pathToFileURL(path).href;
  // A sandbox of its own is what chromium cannot have as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // It writes settings of its own there.
  const env = { ...process.env, XDG_CONFIG_HOME: folder };
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args, env });
});
afterAll(() => browser.close());

test.each([
  [360, 'screen'],
  [718, 'screen'],
  [680, 'print'],
  [1280, 'screen'],
] as const)(
  'a page that is %i pixels wide, %s, has all columns and plots within its edges',
  async (width, media) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.emulateMedia({ media });
    await page.goto(url);
    const places = await page.locator('table, svg, svg circle, svg rect, svg text').evaluateAll((elements) =>
      elements.map((element) => {
        const { left, right } = element.getBoundingClientRect();
        return { name: element.tagName, left, right };
      }),
    );
    expect(places.length).toBeGreaterThan(50);
    expect(places.filter(({ left, right }) => left < 0 || right > width)).toEqual([]);
    await page.close();
  },
);
