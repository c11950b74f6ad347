import { execa } from 'execa';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { describe, expect, test } from 'vitest';
import { anchors, codeBlocks, linkTargets, readPage, section, workspace } from './markdown.ts';

const commands = [
  'td-check',
  'td-compose',
  'td-crop',
  'td-dispatch',
  'td-mark-done',
  'td-master',
  'td-partition',
  'td-probe',
  'td-progress',
  'td-report',
  'td-view',
  'td-wait',
  'td-worker',
];
const pages = readdirSync(join(workspace, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .toSorted()
  .map((name) => readPage(join(workspace, 'docs', name)));
const documents = [readPage(join(workspace, 'README.md')), ...pages];
const commandPages = pages.filter(({ name }) => name.startsWith('docs/commands/'));
const path = `${join(workspace, 'node_modules/.bin')}:${process.env['PATH']}`;

test('every command has a page', () => {
  expect(commandPages.map(({ title }) => title)).toEqual(commands);
});

test('synopses and options match the table of settings', async () => {
  const { exitCode, stderr } = await execa('node', ['tools/docs-options.mjs', '--check'], {
    cwd: workspace,
    reject: false,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('the list of messages is that of the sources, and all of them keep the rules', async () => {
  const { exitCode, stderr } = await execa('node', ['tools/docs-messages.mjs', '--check'], {
    cwd: workspace,
    reject: false,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

describe.concurrent.each(commandPages)('$name', ({ title, text }) => {
  test('has the same options as --help', async () => {
    const { stdout: help } = await execa(title, ['--help'], { env: { PATH: path } });
    const options = help.split('\nOptions:\n')[1]!.split('\n\n')[0]!;
    const inHelp = options.match(/(?<=^ {2})-.*?(?= {2})/gm) ?? [];
    const onPage = section(text, 'Options').match(/^- `-.*?`:/gm) ?? [];
    expect(onPage.map((item) => item.slice(2, -1).replaceAll('`', ''))).toEqual(inHelp);
    const usage = help.split('\nUsage: ')[1]!.split('\n\n')[0]!;
    const inSynopsis = codeBlocks(section(text, 'Synopsis'))[0]!.text;
    expect(inSynopsis.trim().split(/\s+/)).toEqual(usage.split(/\s+/));
  });

  test('has all sections, and an example that is run', () => {
    const headings = ['Synopsis', 'Behaviour', 'Exit codes', 'Options', 'The same in sh', 'Examples'];
    expect(text.match(/^## .*$/gm)).toEqual(headings.map((heading) => `## ${heading}`));
    expect(codeBlocks(section(text, 'Examples')).map(({ info }) => info)).toContain('sh run');
  });
});

describe.each(documents)('links of $name', (page) => {
  test('lead to existing files and headings', () => {
    const targets = linkTargets(page.text).filter((target) => !/^[a-z]+:/.test(target));
    expect(targets.filter((target) => !leadsSomewhere(page.path, target))).toEqual([]);
  });
});

const runs = pages.flatMap(({ name, text }) =>
  codeBlocks(text).flatMap((block, i, blocks) => {
    if (block.info !== 'sh run') return [];
    const next = blocks[i + 1];
    const output = next?.info === 'text output' ? next.text : null;
    return [{ name, line: block.line, script: block.text, output }];
  }),
);

/** Each example runs in a folder of its own. */
const folders = temporaryFolder();

describe('examples', () => {
  test.concurrent.each(runs)('$name, line $line', async (run) => {
    const { script, output } = run;
    // A short name: POV-Ray wraps its messages, and they begin with paths.
    const folder = join(folders, String(runs.indexOf(run)));
    await mkdir(folder);
    await copyFile(join(workspace, 'examples/spheres.pov'), join(folder, 'spheres.pov'));
    const { exitCode, stdout, stderr } = await execa('sh', ['-e', '-c', script], {
      cwd: folder,
      env: { PATH: path },
      reject: false,
      stripFinalNewline: false,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    if (output !== null) expect(stdout).toBe(output);
  });
});

test('every output block follows an example that is run', () => {
  const outputs = pages.flatMap(({ text }) => codeBlocks(text)).filter(({ info }) => info === 'text output');
  expect(runs.filter(({ output }) => output !== null)).toHaveLength(outputs.length);
});

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const to = file === '' ? from : resolve(dirname(from), file);
  if (!existsSync(to)) return false;
  return anchor === undefined || anchors(readPage(to).text).includes(anchor);
}
