// Measures on the test cluster: whole jobs on eight hosts with a small share of a processor each, by the shell master and
// worker, by GNU parallel, by td-master with even bands, by td-master as it is, and with nothing but POV-Ray on the hosts; the time until td-master notices that a
// worker has finished; and the processor time that a worker needs in addition to POV-Ray's. Prints Markdown tables.
//
//   npm run bench:cluster [-- --runs 3] [--only blob,scenes,parse,latency,worker] [--layouts equal,unequal]
//     [--sizes 800x600,1600x1200,3200x2400,6400x4800]    of blob.pov
//     [--ways shell,parallel,even,auto,again,ours,bare]
//
// All takes about three hours, nearly all of it waiting for slow hosts, so the machine has to have nothing else to do. Needs root,
// a build (npm run build), the Debian packages of tools/setup, and `parallel`.
import { parseArgs } from 'node:util';
import { measureJobs } from './cluster/jobs.mjs';
import { measureLatency } from './cluster/latency.mjs';
import { layouts } from './cluster/layouts.mjs';
import { picturesOf, waysToRender } from './cluster/pictures.mjs';
import { measureWorkers } from './cluster/workers.mjs';

// It makes every start of Node load certificates, which does not happen on users' machines.
delete process.env.NODE_EXTRA_CA_CERTS;

const pictureKinds = ['blob', 'scenes', 'parse'];
const measurements = { latency: measureLatency, worker: measureWorkers };

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '800x600,1600x1200,3200x2400,6400x4800' },
    runs: { type: 'string', default: '3' },
    layouts: { type: 'string', default: Object.keys(layouts).join() },
    ways: { type: 'string', default: Object.keys(waysToRender).join() },
    only: { type: 'string', default: [...pictureKinds, ...Object.keys(measurements)].join() },
  },
});
const only = someOf('only', [...pictureKinds, ...Object.keys(measurements)]);
const runs = Number(values.runs);
const sizes = values.sizes.split(',').map((size) => size.split('x').map(Number));

const pictures = picturesOf(only, sizes);
if (pictures.length > 0) {
  for (const layout of someOf('layouts', Object.keys(layouts)))
    await measureJobs(layouts[layout], pictures, { runs, ways: someOf('ways', Object.keys(waysToRender)) });
}
for (const name of only) await measurements[name]?.(runs);

/** The names that an option lists. */
function someOf(option, names) {
  const listed = values[option].split(',');
  const unknown = listed.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--${option}: Expected some of ${names}, got ${unknown}`);
  return listed;
}
