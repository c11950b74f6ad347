// Writes the synopsis and the options into the page of every command, docs/commands/<command>.md, from the table of settings
// in libs/cli. With --check it changes nothing: it prints the pages that differ from the table, and exits 1 if there are any.
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const workspace = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

for (const [command, parts] of Object.entries(await readTable())) {
  const path = join(workspace, 'docs/commands', `${command}.md`);
  const page = await readFile(path, 'utf8');
  const filled = fillPage(page, parts);
  if (filled === page) continue;
  if (isCheck) {
    console.error(
      `${relative(workspace, path)} differs from the table of settings: run npm run docs:options`,
    );
    process.exitCode = 1;
  } else await writeFile(path, filled);
}

/** @returns {Promise<Record<string, { synopsis: string, options: string }>>} the parts of each page */
async function readTable() {
  const { outputFiles } = await build({
    entryPoints: [join(workspace, 'libs/cli/src/settings/page-options.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const { pageParts } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return pageParts();
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
