// Installs the manual pages that `npm run build` makes in a clone, so that `man td-master` shows them.
//
//   npm run install:man [-- [--prefix DIR] [--remove]]
//
// The pages go to DIR/share/man/man1; DIR is ~/.local, for root /usr/local. --remove removes them from there.
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const workspace = join(import.meta.dirname, '..');
const { prefix, remove } = readOptions();
const pages = await builtPages();
if (pages.length === 0) fail('Expected manual pages in apps/*/dist/man, got none; try: npm run build', 1);
const share = join(prefix, 'share/man');
const folder = join(share, 'man1');
try {
  if (remove) for (const page of pages) await rm(join(folder, basename(page)), { force: true });
  else {
    await makeFolders(folder);
    for (const page of pages) await copyFile(page, join(folder, basename(page)));
  }
} catch (error) {
  fail(`${error.message}; another folder: --prefix DIR`, 1);
}
console.log(
  remove
    ? `removed ${pages.length} pages from ${folder}`
    : `${pages.length} pages are in ${folder}; if man does not find them: export MANPATH=${share}:`,
);

function readOptions() {
  const home = process.getuid?.() === 0 ? '/usr/local' : join(homedir(), '.local');
  const options = { prefix: { type: 'string', default: home }, remove: { type: 'boolean', default: false } };
  try {
    const { values } = parseArgs({ options });
    // npm runs scripts in the clone's root, wherever it was called.
    return { ...values, prefix: resolve(process.env.INIT_CWD ?? '', values.prefix) };
  } catch (error) {
    return fail(error.message, 2);
  }
}

/** @returns {Promise<string[]>} paths */
async function builtPages() {
  const apps = await readdir(join(workspace, 'apps'));
  const found = apps.map(async (app) => {
    const man = join(workspace, 'apps', app, 'dist/man');
    const names = await readdir(man).catch(() => []);
    return names.map((name) => join(man, name));
  });
  return (await Promise.all(found)).flat();
}

/**
 * Not by Node's `recursive`: that never ends in /proc, where nothing can be created.
 * @param {string} path
 */
async function makeFolders(path) {
  try {
    await mkdir(path);
  } catch (error) {
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolders(dirname(path));
    await mkdir(path);
  }
}

/** @param {string} message @param {number} exitCode */
function fail(message, exitCode) {
  console.error(`install:man: ${message}`);
  process.exit(exitCode);
}
