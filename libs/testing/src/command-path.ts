import { join } from 'node:path';

/** The path of a built command. */
export function commandPath(name: string): string {
  const app = ofWorker.includes(name) ? 'td-worker' : name === 'td-view' ? name : 'td-master';
  return join(workspace, 'apps', app, 'bin', `${name}.js`);
}

/** Command line of the td-worker that needs nothing beside it but Node. */
export function loneWorker(): string {
  return `${process.execPath} ${join(workspace, 'apps/td-worker/dist/td-worker.mjs')}`;
}

const workspace = join(import.meta.dirname, '../../..');
const ofWorker = ['td-worker', 'td-crop', 'td-mark-done'];

/** The folder with all commands by their names, for a PATH. */
export const binFolder = join(workspace, 'node_modules/.bin');
