// Writes the synopsis and the options into the page of every command, docs/commands/<command>.md, and the keys into
// docs/settings.md, from the table of settings in libs/cli. With --check it changes nothing: it prints the pages that differ from the table, and exits 1 if there are any.
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const workspace = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

const { pageParts, keyTable } = await readTable();
for (const [command, parts] of Object.entries(pageParts())) {
  await fill(`commands/${command}.md`, (page) => fillPage(page, parts));
}
await fill('settings.md', (page) => page.replace(/(?<=^## Keys\n\n)\|[^]*?(?=\n\n)/m, keyTable));

/** @param {string} name of a page in docs/ @param {(page: string) => string} change */
async function fill(name, change) {
  const path = join(workspace, 'docs', name);
  const page = await readFile(path, 'utf8');
  const filled = change(page);
  if (filled === page) return;
  if (isCheck) {
    console.error(
      `${relative(workspace, path)} differs from the table of settings: run npm run docs:options`,
    );
    process.exitCode = 1;
  } else await writeFile(path, filled);
}

/** @returns {Promise<typeof import('../libs/cli/src/settings/page-options.ts')>} */
async function readTable() {
  const { outputFiles } = await build({
    entryPoints: [join(workspace, 'libs/cli/src/settings/page-options.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/**
 * Replaces the code block below the heading "Synopsis" and the list below "Options".
 * @param {string} page @param {{ synopsis: string, options: string }} parts
 */
function fillPage(page, { synopsis, options }) {
  return page
    .replace(/(?<=^## Synopsis\n\n```\n)[^]*?(?=^```$)/m, () => `${synopsis}\n`)
    .replace(/(?<=^## Options\n\n)- [^]*?(?=\n\n)/m, () => options);
}
