import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  argv,
  readLine,
  runCommand,
  smallScene,
  startCommand,
  temporaryFolder,
} from '@task-distributor/testing';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { livePage } from '../src/server/page-text.ts';
import { serve } from '../src/server/serve.ts';
import { FakeShown } from './fake-shown.ts';
import { busySnapshot } from './busy-snapshot.ts';

// A sandbox of its own is what chromium cannot have as root.
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const settings = temporaryFolder();
let browser: Browser;
beforeAll(async () => {
  // It writes settings of its own there.
  const env = { ...process.env, XDG_CONFIG_HOME: settings };
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args, env });
});
afterAll(() => browser.close());

type Look = Parameters<Browser['newPage']>[0];

/** Opens a page, whose errors fail the test. */
async function openPage(url: string, look: Look = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...look });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !/^(data|file):/.test(request.url()))
      faults.push(request.url());
  });
  onTestFinished(async () => {
    await page.close();
    expect(faults).toEqual([]);
  });
  await page.goto(url);
  return page;
}

/** Serves a busy job. */
async function busyPage(look?: Look): Promise<{ page: Page; shown: FakeShown }> {
  const end = new AbortController();
  onTestFinished(() => end.abort());
  const shown = new FakeShown();
  shown.snapshot = busySnapshot();
  const html = await readFile(join(import.meta.dirname, '../dist/page.html'), 'utf8');
  const page = await openPage(await serve(shown, livePage(html), 0, end.signal), look);
  await page.getByRole('heading', { name: 'busy.pov' }).waitFor();
  return { page, shown };
}

/** Red, green, blue and alpha of a pixel of the picture. */
function pixel(page: Page, x: number, y: number, canvas = 'rows'): Promise<number[]> {
  return page.evaluate(
    `[...document.getElementById('${canvas}').getContext('2d').getImageData(${x}, ${y}, 1, 1).data]`,
  );
}

describe('a busy job', () => {
  test.each(['light', 'dark'] as const)('is readable where the colours are %s', async (colorScheme) => {
    const { page } = await busyPage({ colorScheme });
    const contrast = await page.evaluate<number[]>(`
      [...document.querySelectorAll('h1, h2, dt, dd, td, th, #facts, #phase, #log span, #log time, .legend li, button')].map((element) => {
        const canvas = new OffscreenCanvas(1, 1).getContext('2d');
        const light = (colour) => {
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
          const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) =>
            value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
        };
        const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(document.documentElement).backgroundColor)];
        return Math.max(a, b) / Math.min(a, b);
      })`);
    expect(contrast.length).toBeGreaterThan(30);
    // WCAG 2.2, 1.4.3.
    expect(Math.min(...contrast)).toBeGreaterThan(4.5);
  });

  test.each([360, 768, 1280, 2560])('fits into %i pixels', async (width) => {
    const { page } = await busyPage({ viewport: { width, height: 900 } });
    const widths = await page.evaluate<number[]>(
      `[document.documentElement.scrollWidth, Math.max(...[...document.querySelectorAll('body *')].filter((element) => !element.closest('.scroll, .unseen, #stage')).map((element) => element.getBoundingClientRect().right))]`,
    );
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    const stage = await page.locator('#stage').boundingBox();
    expect(stage!.width / stage!.height).toBeCloseTo(4 / 3, 1);
  });

  test('has names and roles for screen readers', async () => {
    const { page } = await busyPage();
    expect(await page.locator('body').ariaSnapshot()).toMatch(/heading "busy\.pov" \[level=1\]/);
    for (const name of ['Progress', 'Hosts', 'Who worked when', 'Log']) {
      await page.getByRole('heading', { name, level: 2 }).waitFor();
    }
    await page.getByRole('img', { name: 'The picture, 42 percent rendered' }).waitFor();
    await page
      .getByRole('img', { name: /^3 hosts in \d+:\d+: \d+ stretches of work finished, 1 failed/ })
      .waitFor();
    await page.getByRole('progressbar', { name: 'Rendered, in percent' }).waitFor();
    await page.getByRole('rowheader', { name: 'pi110' }).waitFor();
    await page.getByRole('columnheader', { name: 'State' }).waitFor();
    await page.getByRole('button', { name: 'Tint by host', pressed: false }).waitFor();
    expect(await page.getByRole('status').textContent()).toBe('Rendering, 42 percent, 2 to 5 min remaining');
  });

  test('is said once in a while, not with each change', async () => {
    const { page, shown } = await busyPage();
    const { progress } = shown.snapshot;
    shown.change({ progress: { ...progress, percent: 57 } });
    await page.getByRole('img', { name: 'The picture, 57 percent rendered' }).waitFor();
    expect(await page.getByRole('status').textContent()).toContain('42 percent');
    shown.change({
      job: { ...shown.snapshot.job, phase: 'finished' },
      progress: { ...progress, percent: 100, remaining: null },
    });
    await expect.poll(() => page.getByRole('status').textContent()).toBe('Finished, 100 percent');
    expect(await page.title()).toBe('Finished · busy.pov');
  });

  test('says how many parts there are where nobody knows how many there will be', async () => {
    const { page, shown } = await busyPage();
    const progress = { ...shown.snapshot.progress, percent: null, bands: 1, bandsDone: 1, remaining: null };
    shown.change({ job: { ...shown.snapshot.job, phase: 'open' }, progress });
    await page.getByRole('img', { name: 'The picture, 1 part so far' }).waitFor();
    expect(await page.locator('#bands').textContent()).toBe('1 part so far');
    expect(await page.getByRole('progressbar').isVisible()).toBe(false);
    expect(await page.locator('#percent').isVisible()).toBe(false);
    expect(await page.getByRole('status').textContent()).toBe('Open, 1 part so far');
  });

  test('is tinted by host with a button or a key, and every host has its own colour', async () => {
    const { page } = await busyPage();
    expect(await page.locator('.host-name').count()).toBe(0);
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Tint by host', pressed: true }).waitFor();
    expect(await page.locator('.host-name').allTextContents()).toEqual([
      'pi110',
      'pi111',
      '<script>alert(1)</script>',
    ]);
    const colours = await Promise.all([100, 300, 450].map((y) => pixel(page, 0, y, 'tint-colours')));
    expect(new Set(colours.map(String)).size).toBe(3);
    await page.getByRole('button', { name: 'Tint by host' }).click();
    await page.getByRole('button', { name: 'Tint by host', pressed: false }).waitFor();
  });

  test('can be used with the keyboard, and shows where the focus is', async () => {
    const { page } = await busyPage();
    const seen: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate<string>(
          `document.activeElement.id || document.activeElement.getAttribute('aria-labelledby')`,
        ),
      );
      expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
    }
    expect(seen).toEqual(['tint-button', 'hosts-heading', 'time', 'log-heading']);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Tint by host', pressed: true }).waitFor();
  });

  test('does not move for those who do not want that', async () => {
    const { page } = await busyPage({ reducedMotion: 'reduce' });
    const running = await page.evaluate(`document.getAnimations().length`);
    expect(running).toBe(0);
  });

  test('shows names and messages of others as text', async () => {
    const { page } = await busyPage();
    await page.getByRole('rowheader', { name: '<script>alert(1)</script>' }).waitFor();
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await page.locator('script').count()).toBe(1);
  });

  test('stays on the page when td-view ends', async () => {
    const end = new AbortController();
    const shown = new FakeShown();
    shown.snapshot = busySnapshot();
    const html = await readFile(join(import.meta.dirname, '../dist/page.html'), 'utf8');
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(await serve(shown, livePage(html), 0, end.signal));
    await page.getByText('pi110').first().waitFor();
    end.abort();
    await page.getByText('td-view does not answer; this is what it has shown last.').waitFor();
    await page.getByText('pi110').first().waitFor();
  });
});

describe('a real job', () => {
  const folder = temporaryFolder();

  test('fills in as its bands come, and stays when its folder is emptied', async () => {
    const job = join(folder, 'job');
    const scene = await smallScene(folder);
    const view = startCommand('td-view', argv`-p ${job}`);
    onTestFinished(() => void view.kill('SIGKILL'));
    const page = await openPage((await readLine(view.stdout!)).trim());
    await page.getByText('Waiting for a job', { exact: true }).first().waitFor();
    const dispatch = startCommand('td-dispatch', argv`-x 80 -y 60 -p ${job} --scene ${scene}`, {
      stdin: 'pipe',
    });
    onTestFinished(() => void dispatch.kill('SIGKILL'));
    dispatch.stdin!.write('1\t30\t-\t-\t-\n');
    await page.getByRole('heading', { name: 'ball.pov' }).waitFor();
    await expect.poll(() => pixel(page, 40, 29)).toMatchObject({ 3: 255 });
    expect(await pixel(page, 40, 31)).toMatchObject({ 3: 0 });
    await page.getByText('Rendering', { exact: true }).waitFor();
    await expect.poll(() => page.locator('#percent').textContent()).toBe('50');
    dispatch.stdin!.end('31\t60\t-\t-\t-\n');
    await dispatch;
    await page.getByText('Finished', { exact: true }).waitFor();
    expect(await pixel(page, 40, 31)).toMatchObject({ 3: 255 });
    const done = [
      [1, 30],
      [31, 60],
    ].map(([first, last]) => {
      const part = `rows-${String(first).padStart(6, '0')}-${String(last).padStart(6, '0')}.png`;
      return `${first}\t${last}\t-\tdone\t${join(job, part)}\n`;
    });
    const compose = await runCommand('td-compose', argv`-y 60 -o ${folder}/x.png -c -p ${job}`, {
      input: done.join(''),
    });
    expect(compose).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readdirSync(job)).toEqual([]);
    // The next job takes its place; until then, the picture stays.
    expect(await pixel(page, 40, 31)).toMatchObject({ 3: 255 });
    await page.getByText('Finished', { exact: true }).waitFor();
    const next = argv`-n 2 -x 40 -y 30 -p ${job} --scene ${scene} -o ${folder}/x.png`;
    expect(await runCommand('td-master', next)).toMatchObject({ exitCode: 0 });
    await page.getByText('40 × 30 pixels').waitFor();
    await expect.poll(() => pixel(page, 20, 29)).toMatchObject({ 3: 255 });
  });

  test('can be kept in a file', async () => {
    const job = join(folder, 'kept');
    const scene = await smallScene(folder);
    await runCommand('td-master', argv`-n 2 -x 80 -y 60 -p ${job} --scene ${scene} -o ${folder}/y.png`);
    const file = join(folder, 'kept.html');
    expect(await runCommand('td-view', argv`-p ${job} --html ${file}`)).toMatchObject({ exitCode: 0 });
    await writeFile(join(job, 'lockfile'), '');
    const page = await openPage(pathToFileURL(file).href, { viewport: { width: 360, height: 800 } });
    await page.getByRole('heading', { name: 'ball.pov' }).waitFor();
    await expect.poll(() => pixel(page, 40, 59)).toMatchObject({ 3: 255 });
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Tint by host', pressed: true }).waitFor();
  });
});
