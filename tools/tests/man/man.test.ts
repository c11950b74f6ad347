import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { section, workspace } from '../docs/markdown.ts';

const apps = readdirSync(join(workspace, 'apps'));
const pages = apps.flatMap((app) => {
  const folder = join(workspace, 'apps', app, 'dist/man');
  return readdirSync(folder).map((name) => ({ name: name.replace(/\.1$/, ''), path: join(folder, name) }));
});

/** A page as a terminal of a certain width shows it, without bold and underlined letters, and what man says about it. */
async function show(page: string, width: number) {
  const env = { MANWIDTH: String(width), MANPAGER: 'cat', LC_ALL: 'C.UTF-8', MAN_KEEP_FORMATTING: '' };
  const { stdout, stderr } = await execa('man', ['--warnings=w', '-l', page], { env });
  return { text: stdout, stderr };
}

/** What a row of the documentation says of a command: reasons after names of commands are only theirs. */
function meaningFor(command: string, text: string): string {
  const reasons = text
    .split('; ')
    .map((reason) => /^(td-[^:]*): (.*)$/.exec(reason) ?? [reason, command, reason]);
  const here = reasons.filter(([, names]) => names!.split(', ').includes(command));
  return here
    .map(([, , reason]) => reason)
    .join('; ')
    .toLowerCase()
    .replaceAll('`', '');
}

/** Options that the section ENVIRONMENT names. */
function optionsOfEnvironment(text: string): readonly string[] {
  const [, environment = ''] = /^ENVIRONMENT\n([^]*?)(?=^\S)/m.exec(text) ?? [];
  return environment.match(/(?<![\w-])--?[a-z][\w-]*/g) ?? [];
}

test('every command of every package has a page', async () => {
  for (const app of apps) {
    const text = await readFile(join(workspace, 'apps', app, 'package.json'), 'utf8');
    const { bin, man } = JSON.parse(text) as { bin: Record<string, string>; man: string[] };
    expect(man).toEqual(Object.keys(bin).map((name) => `dist/man/${name}.1`));
    const built = await readdir(join(workspace, 'apps', app, 'dist/man'));
    expect(built.toSorted()).toEqual(man.map((path) => path.replace('dist/man/', '')).toSorted());
  }
});

describe.concurrent.each(pages)('man $name', ({ name, path }) => {
  test.each([40, 80])('is shown without warnings, and whole, in %d columns', async (width) => {
    const { text, stderr } = await show(path, width);
    expect(stderr).toBe('');
    // Its name on the left and on the right, apart from each other.
    expect(text.trimStart()).toMatch(new RegExp(`^(${name.toUpperCase()}\\(1\\)) +(\\S.* )?\\1\n`));
    const words = new Set(text.split(/[\s,]+/));
    const help = (await execa('node', [join(path, `../../../bin/${name}.js`), '--help'])).stdout;
    const names = help.split('\nOptions:\n')[1]!.match(/(?<=^ {2}|, )--?[a-z][\w-]*(?=.* {2}\S)/gm) ?? [];
    expect(names).toContain('--version');
    expect(names.filter((option) => !words.has(option))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining([...optionsOfEnvironment(text)]));
    const headings = text.match(/^[A-Z][A-Z ]+$/gm);
    const always = ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'EXIT STATUS', 'EXAMPLES', 'SEE ALSO'];
    expect(headings).toEqual(expect.arrayContaining(always));
  });

  test.each([40, 80])('is right roff for %d columns', async (width) => {
    const { stderr } = await execa('groff', ['-man', '-ww', '-Tutf8', `-rLL=${width}n`, path]);
    expect(stderr).toBe('');
  });

  test('has hyphens and quotes that can be copied', async () => {
    const { text } = await show(path, 60);
    expect(text).not.toMatch(/[\u2010-\u2015\u2018\u2019\u201c\u201d\u2212\u02c6\u02dc]/);
  });

  test('refers to what can be found', async () => {
    const { text } = await show(path, 400);
    const found = [...text.matchAll(/\bSee (?:[^.]* in )?(\S+?)(?=\.?\s)/g)].map(([, page]) => page!);
    const documents = (await readdir(join(workspace, 'docs'))).map((file) => `docs/${file}`);
    expect(found.filter((page) => !/^\w+\(\d\)$/.test(page) && !documents.includes(page))).toEqual([]);
  });

  test('describes its operands', async () => {
    const text = await readFile(path, 'utf8');
    const [, operands = ''] = /^\.SH OPERANDS\n([^]*?)(?=^\.SH|$(?![^]))/m.exec(text) ?? [];
    // A tag, and what it means.
    expect(
      operands
        .split('.TP\n')
        .slice(1)
        .filter((item) => !/^.+\n./.test(item)),
    ).toEqual([]);
  });
});

test.each(pages)(
  '$name gives the exit codes that the documentation says it gives',
  async ({ name, path }) => {
    const table = section(await readFile(join(workspace, 'docs/README.md'), 'utf8'), 'Exit codes');
    const documented = [...table.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, meaning]) => [
      code,
      meaningFor(name, meaning!),
    ]);
    const { text } = await show(path, 400);
    const shown = text.split('EXIT STATUS\n')[1]!.split(/^\S/m)[0]!;
    const items = [...shown.matchAll(/^ +(\d+) +(.*)\.$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(items.map(([code, meaning]) => [code, meaning!.toLowerCase()])).toEqual(
      documented.filter(([, meaning]) => meaning !== ''),
    );
  },
);

test('npm run install:man puts the pages where man finds them, and removes them', async () => {
  const prefix = temporaryFolder();
  const script = join(workspace, 'tools/install-man.mjs');
  const env = { MANPATH: join(prefix, 'share/man') };
  await execa('node', [script, '--prefix', prefix]);
  for (const { name } of pages) {
    expect((await execa('man', ['-w', name], { env })).stdout).toBe(join(env.MANPATH, `man1/${name}.1`));
  }
  await execa('node', [script, '--prefix', prefix, '--remove']);
  expect(await readdir(join(env.MANPATH, 'man1'))).toEqual([]);
});

test.each([
  [
    ['--prefix', '/dev/null'],
    1,
    "install:man: ENOTDIR: not a directory, mkdir '/dev/null/share/man/man1'; another folder: --prefix DIR",
  ],
  [
    ['--prefix', '/proc/none'],
    1,
    "install:man: ENOENT: no such file or directory, mkdir '/proc/none'; another folder: --prefix DIR",
  ],
  [['--prefx'], 2, "install:man: Unknown option '--prefx'"],
])('npm run install:man with %j fails', async (words, exitCode, stderr) => {
  const run = await execa('node', [join(workspace, 'tools/install-man.mjs'), ...words], {
    reject: false,
    timeout: 20_000,
  });
  expect(run).toMatchObject({ exitCode, stdout: '', stderr });
});
