// Whole jobs on the test cluster: td-master against the shell master and worker, and GNU parallel, in one run; then how
// soon a finished worker is noticed, and what a worker costs beside POV-Ray. Prints tables; takes minutes.
//
//   node tools/bench/cluster.mjs [--sizes 800x600,1600x1200,3200x2400] [--runs 5] [--only jobs,latency,worker]
//     [--original FOLDER]    the original's own two scripts, from a clone of it, as a further way to do the job
//
// Needs root, a build (npm run build), the Debian packages of tools/setup, and `parallel`.
import { parseArgs } from 'node:util';
import { measureJobs } from './cluster/jobs.mjs';
import { measureLatency } from './cluster/latency.mjs';
import { measureWorkers } from './cluster/workers.mjs';

// It has every start of Node load all certificates, which users' machines are not set up for.
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
    throw new Error(`--only: Expected jobs, latency, worker, got ${name}`);
  await measurements[name]();
}
