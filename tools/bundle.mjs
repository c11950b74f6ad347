// Makes one file per command of the app in the current folder: dist/<command>.cjs. CommonJS, because Node starts it
// faster; sharp and ssh2 stay outside, as they bring compiled code and are loaded only when they are used.
// td-worker is made a second time, as dist/td-worker.mjs: one file that runs with nothing but Node beside it, for
// hosts on which nothing is installed.
import { cp, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const app = process.cwd();
const { bin, version } = JSON.parse(await readFile(join(app, 'package.json'), 'utf8'));
const workspace = resolve(import.meta.dirname, '..');
const workerApp = join(workspace, 'apps/td-worker');

for (const command of Object.keys(bin)) await bundleCommand(app, command);
if (app === workerApp) await bundleAlone(app, 'td-worker');
if (basename(app) === 'td-master') {
  // The worker for this machine, always of the master's own version, and scenes to try it with.
  await bundleCommand(workerApp, 'td-worker');
  await cp(join(workspace, 'examples'), join(app, 'dist/examples'), { recursive: true });
}

/** @param {string} source the app's folder @param {string} command */
async function bundleCommand(source, command) {
  await build({
    ...optionsFor(source, command),
    outfile: join(app, 'dist', `${command}.cjs`),
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
  });
}

/**
 * CommonJS inside, here too: an import of a module of Node's own costs more than its require().
 * @param {string} source the app's folder @param {string} command
 */
async function bundleAlone(source, command) {
  await build({
    ...optionsFor(source, command),
    outfile: join(app, 'dist', `${command}.mjs`),
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
    banner: {
      js: "#!/usr/bin/env node\nconst require = process.getBuiltinModule('node:module').createRequire(import.meta.url);\nconst module = { exports: {} }, __dirname = import.meta.dirname;",
    },
  });
}

/** @param {string} source the app's folder @param {string} command */
function optionsFor(source, command) {
  const verb = command.replace(/^td-/, '');
  const name = verb.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase()) + 'Command';
  return {
    stdin: {
      contents: `
        import { runBin } from '@task-distributor/cli';
        import { ${name} } from './src/commands/${verb}.ts';
        void runBin('${command}', ${name}, '${version}');`,
      resolveDir: source,
      sourcefile: `${command}.ts`,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    external: ['sharp', 'ssh2'],
    // By require(), too: the first import() of a process has Node start a second loader.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  };
}
