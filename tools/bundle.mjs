// Makes one file per command of the app in the current folder: dist/<command>.cjs. CommonJS, because Node starts it
// faster. sharp stays outside, as it brings compiled code. Packages that are large and not always used get a file of their
// own beside the commands. ssh2, which is slow to load, does so in half the time when it comes in one piece and without
// what nobody here uses of it; and nothing is compiled where td-master is installed.
// td-worker is made a second time, as dist/td-worker.mjs: one file that runs with nothing but Node beside it, for
// hosts on which nothing is installed.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const app = process.cwd();
const { bin, version } = JSON.parse(await readFile(join(app, 'package.json'), 'utf8'));
const workspace = resolve(import.meta.dirname, '..');
const workerApp = join(workspace, 'apps/td-worker');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  metafile: true,
};
/** What went into the bundles. */
const inputs = new Set();

/** @type {import('esbuild').Plugin} */
const leaveBeside = {
  name: 'leave-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^(ssh2|execa)$/ }, ({ path }) => ({ path: `./${path}.cjs`, external: true }));
  },
};

for (const command of Object.keys(bin)) await bundleCommand(app, command);
if (app === workerApp) await bundleAlone(app, 'td-worker');
if (basename(app) === 'td-master') {
  // Not its server and agents for HTTP. Its own compiled code is optional, and left out.
  const ssh2 = `
    exports.Client = require('ssh2/lib/client.js');
    exports.createAgent = require('ssh2/lib/agent.js').createAgent;
    exports.utils = { parseKey: require('ssh2/lib/protocol/keyParser.js').parseKey };`;
  await bundlePackage('ssh2', ssh2, ['cpu-features', '*.node']);
  await bundlePackage('execa', `export { execa } from 'execa';`);
  // The worker for this machine, always of the master's own version, and scenes to try it with.
  await bundleCommand(workerApp, 'td-worker');
  await cp(join(workspace, 'examples'), join(app, 'dist/examples'), { recursive: true });
}

await writeFile(join(app, 'dist/LICENSES.txt'), await licences());

/** @param {import('esbuild').BuildOptions} options */
async function bundle(options) {
  const { metafile } = await build(options);
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      if (bytesInOutput > 0) inputs.add(resolve(path));
    }
  }
}

/** The licences of the packages that are part of the bundles, which each of them wants to come along. */
async function licences() {
  const folders = [...inputs].flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license, licenses } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    );
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    return `${name} ${version} (${license ?? licenses[0].type})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} source the app's folder @param {string} command */
async function bundleCommand(source, command) {
  await bundle({
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
  await bundle({
    ...optionsFor(source, command),
    outfile: join(app, 'dist', `${command}.mjs`),
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
    banner: {
      js: "#!/usr/bin/env node\nconst require = process.getBuiltinModule('node:module').createRequire(import.meta.url);\nconst module = { exports: {} }, __dirname = import.meta.dirname;",
    },
  });
}

/**
 * A package as a file of its own: dist/<name>.cjs.
 * @param {string} name @param {string} contents what is used of it @param {string[]} external
 */
async function bundlePackage(name, contents, external = []) {
  await bundle({
    stdin: { contents, resolveDir: join(workspace, 'libs/remote') },
    ...common,
    outfile: join(app, 'dist', `${name}.cjs`),
    format: 'cjs',
    external,
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
    ...common,
    external: ['sharp'],
    plugins: [leaveBeside],
    // By require(), too: the first import() of a process has Node start a second loader.
    supported: { 'dynamic-import': false },
  };
}
