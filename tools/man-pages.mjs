import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const writer = resolve(import.meta.dirname, '../libs/cli/src/man/man-page.ts');

/**
 * Writes the manual pages of an app's commands into dist/man, from the table of settings and the usage texts of the commands.
 * @param {string} app its folder
 * @param {{ name: string, path: string }[]} classes of the commands, with the modules that export them
 * @param {string} version
 * @param {import('esbuild').BuildOptions} options with which commands are bundled
 */
export async function writeManPages(app, classes, version, options) {
  const outfile = join(app, 'dist/.man-pages.cjs');
  const contents = `
    import { manPage } from '${writer}';
    ${classes.map(({ name, path }) => `import { ${name} } from '${path}';`).join('\n')}
    export const pages = [${classes.map(({ name }) => name).join()}].map(({ spec, usage }) =>
      [spec.name, manPage(spec, usage, '${version}')]);`;
  const stdin = { contents, resolveDir: app, loader: 'ts' };
  const define = { 'import.meta.dirname': '__dirname' };
  await build({ ...options, stdin, define, outfile, format: 'cjs' });
  const { pages } = createRequire(import.meta.url)(outfile);
  await rm(outfile);
  const folder = join(app, 'dist/man');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [command, page] of pages) await writeFile(join(folder, `${command}.1`), page);
}
