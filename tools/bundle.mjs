// Bundles each command of the app in the current folder into one file, dist/<command>.cjs. The format is CommonJS because
// Node starts it faster. sharp is not bundled, because it contains compiled code. ssh2 and the parsers of settings files, which
// are not always used, get files of their own beside the commands: ssh2 loads in half the time without its unused parts, and
// nothing needs to be compiled when td-master is installed.
// td-worker is also bundled as dist/td-worker.mjs: one file that needs only Node, for hosts without any installation.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { writeManPages } from './man-pages.mjs';

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
/** Paths of the files in the bundles. */
const inputs = new Set();

/** @type {import('esbuild').Plugin} */
const externalPackages = {
  name: 'external-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^(ssh2|smol-toml|yaml)$/ }, ({ path }) => ({
      path: `./${path}.cjs`,
      external: true,
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const commandOptions = {
  ...common,
  external: ['sharp'],
  plugins: [externalPackages],
  // import() becomes require(): the first import() of a process would make Node start a second loader.
  supported: { 'dynamic-import': false },
};

for (const command of Object.keys(bin)) await bundleCommand(app, command);
if (app === workerApp) await bundleAlone(app, 'td-worker');
// What runs on hosts reads no settings files.
if (app !== workerApp) {
  await bundlePackage('smol-toml', "export { parse } from 'smol-toml';", 'libs/cli');
  await bundlePackage('yaml', "export { parse } from 'yaml';", 'libs/cli');
}
if (basename(app) === 'td-master') {
  // Leaves out its server, its HTTP agents, and its compiled code, which is optional.
  const ssh2 = `
    exports.Client = require('ssh2/lib/client.js');
    const { AgentProtocol, BaseAgent } = require('ssh2/lib/agent.js');
    Object.assign(exports, { AgentProtocol, BaseAgent });
    exports.utils = { parseKey: require('ssh2/lib/protocol/keyParser.js').parseKey };`;
  await bundlePackage('ssh2', ssh2, 'libs/remote', ['cpu-features', '*.node']);
  // The worker for this machine, in the master's version, and example scenes.
  await bundleCommand(workerApp, 'td-worker');
  await cp(join(workspace, 'examples'), join(app, 'dist/examples'), { recursive: true });
}

await writeManPages(app, Object.keys(bin).map(classOf), version, commandOptions);
if (basename(app) === 'td-view') await bundlePage();

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

/** The licences of the bundled packages: each of them requires that its licence is distributed with it. */
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
 * The code is CommonJS here too: to import one of Node's own modules takes longer than to require() it.
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

/** The page of td-view as one file, dist/page.html, with its script and its style in it. */
async function bundlePage() {
  const source = join(app, 'src/page');
  const [script, style] = await Promise.all(
    ['page.ts', 'page.css'].map(async (name) => {
      const { outputFiles } = await build({
        entryPoints: [join(source, name)],
        bundle: true,
        minify: true,
        target: ['chrome111', 'firefox113', 'safari16.4'],
        charset: 'utf8',
        logLevel: 'warning',
        write: false,
      });
      return outputFiles[0].text.trim();
    }),
  );
  const page = await readFile(join(source, 'page.html'), 'utf8');
  const filled = page
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`);
  await writeFile(join(app, 'dist/page.html'), filled);
}

/**
 * Bundles a package into its own file, dist/<name>.cjs.
 * @param {string} name @param {string} contents source that exports the parts in use @param {string} user the lib that uses it
 * @param {string[]} external
 */
async function bundlePackage(name, contents, user, external = []) {
  await bundle({
    stdin: { contents, resolveDir: join(workspace, user) },
    ...common,
    outfile: join(app, 'dist', `${name}.cjs`),
    format: 'cjs',
    external,
  });
}

/** @param {string} source the app's folder @param {string} command */
function optionsFor(source, command) {
  const { name, path } = classOf(command);
  const readFiles = source === workerApp ? [] : ['readSettingsFiles'];
  const contents = `
    import { ${['runBin', ...readFiles].join(', ')} } from '@task-distributor/cli';
    import { ${name} } from '${path}';
    void runBin(${[`'${command}'`, name, `'${version}'`, ...readFiles].join(', ')});`;
  return {
    stdin: { contents, resolveDir: source, sourcefile: `${command}.ts`, loader: 'ts' },
    ...commandOptions,
  };
}

/** The class of a command, and the module that exports it. @param {string} command */
function classOf(command) {
  const verb = command.replace(/^td-/, '');
  const name = verb.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase()) + 'Command';
  return { name, path: `./src/commands/${verb}.ts` };
}
