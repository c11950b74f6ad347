import { setTimeout as sleep } from 'node:timers/promises';
import type { Band } from '@task-distributor/band';
import { dispatch, type DispatchOptions, type ListedHost, type Worker } from '@task-distributor/remote';

// A program: run-queue BANDS HOSTS any|named PERCENT dispatches bands to workers that do nothing, and prints the time until
// the first of them is started and until the last has ended. With `named`, the bands name their hosts in turn. That percentage
// of the attempts fails; then each takes 1 to 5 ms.
const [bandCount, hostCount] = process.argv.slice(2, 4).map(Number) as [number, number];
const isNamed = process.argv[4] === 'named';
const failing = Number(process.argv[5]) / 100;

const idle: Worker = {
  name: 'idle',
  onePerHost: null,
  canBeCutShort: false,
  help: null,
  partName: ({ first, last }) => `rows-${first}-${last}.png`,
  async attempt(_rows, _host, observer) {
    observer.started({ cutShort: null, blocksCame: null });
    if (failing > 0) await sleep(1 + 4 * random());
    const fails = random() < failing;
    const report = { bytes: null, parseSeconds: null, traceSeconds: null };
    const end = fails ? { reason: 'no luck', exitCode: 1 } : { reason: null, exitCode: 0 };
    return { ...end, isFinal: false, published: !fails, report };
  },
};

let seed = 1;

/** From 0 to 1, the same in each run: Park and Miller's generator. */
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}

const hosts = Array.from({ length: hostCount }, (_, i): ListedHost => ({
  address: { user: null, name: `host${i}`, port: null },
  slots: 1,
  weight: 1,
}));
const options: DispatchOptions = {
  worker: idle,
  hosts: { listed: hosts, home: null, maxWorkers: hostCount },
  retry: { retries: 2, reassign: true },
  job: {
    confirm: () => Promise.resolve(),
    removePart: () => Promise.resolve(),
    isFinished: () => Promise.resolve(false),
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
  if (event.state === 'ended' || event.state === 'failed') ended += 1;
}
if (ended !== bandCount) throw new Error(`Expected ${bandCount} bands to end, got ${ended}`);
console.log(JSON.stringify({ first, all: sinceBegin() }));

function sinceBegin(): { seconds: number; cpuSeconds: number } {
  const { user, system } = process.cpuUsage(begin.cpu);
  return { seconds: (performance.now() - begin.clock) / 1_000, cpuSeconds: (user + system) / 1e6 };
}
