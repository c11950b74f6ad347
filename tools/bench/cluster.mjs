// Measures on the test cluster: the time of a whole job with td-master, with the shell master and worker, and with GNU
// parallel; the time until td-master notices that a worker has finished; and the processor time that a worker needs in
// addition to POV-Ray's. Prints tables. Takes several minutes.
//
//   node tools/bench/cluster.mjs [--sizes 800x600,1600x1200,3200x2400] [--runs 5] [--only jobs,latency,worker]
//     [--original FOLDER]    also measure the two scripts of the original, from a clone of it
//
// Needs root, a build (npm run build), the Debian packages of tools/setup, and `parallel`.
import { parseArgs } from 'node:util';
import { measureJobs } from './cluster/jobs.mjs';
import { measureLatency } from './cluster/latency.mjs';
import { measureWorkers } from './cluster/workers.mjs';

// It makes every start of Node load certificates, which does not happen on users' machines.
delete process.env.NODE_EXTRA_CA_CERTS;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '800x600,1600x1200,3200x2400' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: 'jobs,latency,worker' },
    original: { type: 'string' },
  },
});
const sizes = values.sizes.split(',').map((size) => size.split('x').map(Number));
const runs = Number(values.runs);

const measurements = {
  jobs: () => measureJobs(sizes, runs, values.original),
  latency: () => measureLatency(runs),
  worker: () => measureWorkers(runs),
};
for (const name of values.only.split(',')) {
  if (!Object.hasOwn(measurements, name))
    throw new Error(`--only: Expected jobs, latency or worker, got ${name}`);
  await measurements[name]();
}
