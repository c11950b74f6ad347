import { defineConfig } from 'vitest/config';
import base from '../vitest.base.ts';

/** They need a test cluster, of which a machine has one at a time: more workers would only wait for each other. */
const onACluster = [
  'tests/cluster/*.test.ts',
  'tests/mixing/on-*.test.ts',
  'tests/faults/cluster-faults.test.ts',
];

// Two parts, for `npm test` to run at the same time: what happens on a cluster is mostly waiting.
const parts: Record<string, object> = {
  cluster: { include: onACluster, maxWorkers: 1 },
  here: { exclude: onACluster },
};

export default defineConfig({ test: { ...base.test, ...parts[process.env['TD_TESTS'] ?? ''] } });
