import type { Band } from '@task-distributor/band';
import { dispatch, type DispatchOptions, type ListedHost, type Worker } from '@task-distributor/remote';

// A program: run-queue BANDS HOSTS any|named dispatches bands to workers that do nothing, and prints the time until
// the first of them is started and until the last has ended. With `named`, the bands name their hosts in turn.
const [bandCount, hostCount] = process.argv.slice(2, 4).map(Number) as [number, number];
const isNamed = process.argv[4] === 'named';

const idle: Worker = {
  name: 'idle',
  onePerHost: null,
  partName: ({ first, last }) => `rows-${first}-${last}.png`,
  attempt(_rows, _host, observer) {
    observer.started();
    const report = { bytes: null, parseSeconds: null, traceSeconds: null };
    return Promise.resolve({ reason: null, isFinal: false, exitCode: 0, published: true, report });
  },
};

const hosts = Array.from({ length: hostCount }, (_, i): ListedHost => ({
  address: { user: null, name: `host${i}`, port: null },
  slots: 1,
}));
const options: DispatchOptions = {
  worker: idle,
  hosts: { listed: hosts, home: null, maxWorkers: hostCount },
  retry: { retries: 2, reassign: true },
  job: {
    confirm: () => Promise.resolve(),
    removePart: () => Promise.resolve(),
    isFinished: () => Promise.resolve(true),
    checkOwned: () => Promise.resolve(),
    checkInput: () => Promise.resolve(),
    acceptPart: () => Promise.resolve(),
  },
  height: bandCount,
};

async function* bands(): AsyncGenerator<Band> {
  for (let row = 1; row <= bandCount; row += 1) {
    const host = isNamed ? `host${row % hostCount}` : null;
    yield await Promise.resolve({ first: row, last: row, host, state: '-', info: null });
  }
}

const begin = { clock: performance.now(), cpu: process.cpuUsage() };
let first: ReturnType<typeof sinceBegin> | undefined;
let ended = 0;
for await (const event of dispatch(bands(), options, new AbortController().signal)) {
  if ('type' in event) continue;
  if (event.state === 'started') first ??= sinceBegin();
  if (event.state === 'ended') ended += 1;
}
if (ended !== bandCount) throw new Error(`Expected ${bandCount} bands to end, got ${ended}`);
console.log(JSON.stringify({ first, all: sinceBegin() }));

function sinceBegin(): { seconds: number; cpuSeconds: number } {
  const { user, system } = process.cpuUsage(begin.cpu);
  return { seconds: (performance.now() - begin.clock) / 1_000, cpuSeconds: (user + system) / 1e6 };
}
