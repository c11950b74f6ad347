// Makes one file per command of the app in the current folder: dist/<command>.cjs. CommonJS, because Node starts it
// faster; sharp and ssh2 stay outside, as they bring compiled code and are loaded only when they are used.
import { cp, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const app = process.cwd();
const { bin, version } = JSON.parse(await readFile(join(app, 'package.json'), 'utf8'));
const workspace = resolve(import.meta.dirname, '..');

await bundle(app, Object.keys(bin));

if (basename(app) === 'td-master') {
  // The worker for this machine, always of the master's own version, and scenes to try it with.
  await bundle(join(workspace, 'apps/td-worker'), ['td-worker']);
  await cp(join(workspace, 'examples'), join(app, 'dist/examples'), { recursive: true });
}

/** @param {string} source the app's folder @param {string[]} commands */
async function bundle(source, commands) {
  for (const command of commands) {
    const verb = command.replace(/^td-/, '');
    const name = verb.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase()) + 'Command';
    await build({
      stdin: {
        contents: `
          import { runBin } from '@task-distributor/cli';
          import { ${name} } from './src/commands/${verb}.ts';
          void runBin('${command}', ${name}, '${version}');`,
        resolveDir: source,
        sourcefile: `${command}.ts`,
        loader: 'ts',
      },
      outfile: join(app, 'dist', `${command}.cjs`),
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      format: 'cjs',
      minifySyntax: true,
      minifyWhitespace: true,
      external: ['sharp', 'ssh2'],
      define: { 'import.meta.dirname': '__dirname' },
      logLevel: 'warning',
    });
  }
}
