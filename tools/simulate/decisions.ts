import type { Band } from '@task-distributor/band';
import { estimated } from './estimated.ts';
import { Picture } from './picture.ts';
import type { Scenario } from './scenario.ts';
import { SimulatedHost } from './simulated-host.ts';
import { SimulatedJob } from './simulated-job.ts';

/** Processor seconds for all decisions in a job of many bands on many hosts, and together with what the simulation takes. */
export function measureDecisions(
  bandCount: number,
  hostCount: number,
): { cpuSeconds: number; decisionSeconds: number } {
  const map = { strips: [{ first: 1, last: bandCount, seconds: 1 }] };
  const picture = new Picture(map, {
    height: bandCount,
    seconds: bandCount,
    blockRows: 32,
    isAligned: false,
  });
  const hosts = Array.from(
    { length: hostCount },
    (_, i) =>
      new SimulatedHost({ name: `host${i}`, weight: 1, from: 0, speeds: [{ at: 0, speed: 0.5 + (i % 7) }] }),
  );
  const scenario: Scenario = {
    picture,
    hosts,
    launch: { seconds: 0.5, parseWork: 0 },
    estimate: estimated(picture, 1),
  };
  const bands = Array.from({ length: bandCount }, (_, i): Band => ({
    first: i + 1,
    last: i + 1,
    host: null,
    state: '-',
    info: null,
  }));
  const job = new SimulatedJob(scenario, {
    bands,
    splits: true,
    beginsAt: 0,
    probe: { costs: picture.costsBy(map), endsAt: 0 },
  });
  const before = { cpu: process.cpuUsage(), clock: performance.now() };
  const { decisionSeconds } = job.run();
  const { user, system } = process.cpuUsage(before.cpu);
  const cpuSeconds = (user + system) / 1e6;
  const seconds = (performance.now() - before.clock) / 1_000;
  // On a busy machine, the process has a share of a processor.
  return { cpuSeconds, decisionSeconds: decisionSeconds * Math.min(1, cpuSeconds / seconds) };
}
