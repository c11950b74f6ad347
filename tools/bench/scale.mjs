// How the time of what grows with bands, hosts or lines grows: a table for n, 2n, 4n and 8n. It prints, and is no test.
//
//   npm run bench:scale [-- --n 1250] [--runs 3] [--only queue,compose,wait,resume,close,operands,idle]
//
// Needs a build (npm run build). Takes about five minutes, and 10,000 small files in the folder for temporary files.
import { parseArgs } from 'node:util';
import { openBench } from './scale/bench.mjs';
import { closeJobs } from './scale/close-jobs.mjs';
import { composeParts } from './scale/compose-parts.mjs';
import { dispatchQueue } from './scale/dispatch-queue.mjs';
import { idleMaster } from './scale/idle-master.mjs';
import { parseOperands } from './scale/parse-operands.mjs';
import { resumeJobs } from './scale/resume-jobs.mjs';
import { waitForLines } from './scale/wait-for-lines.mjs';

// It makes every start of Node load certificates, which does not happen on users' machines.
delete process.env.NODE_EXTRA_CA_CERTS;

const measurements = {
  queue: dispatchQueue,
  compose: composeParts,
  wait: waitForLines,
  resume: resumeJobs,
  close: closeJobs,
  operands: parseOperands,
  idle: idleMaster,
};

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '1250' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: Object.keys(measurements).join() },
  },
});
const names = values.only.split(',');
const unknown = names.find((name) => !Object.hasOwn(measurements, name));
if (unknown) throw new Error(`--only: Expected some of ${Object.keys(measurements)}, got ${unknown}`);

const bench = await openBench(Number(values.n), Number(values.runs));
try {
  for (const name of names) await measurements[name](bench);
} finally {
  bench.close();
}
