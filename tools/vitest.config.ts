import { defineConfig } from 'vitest/config';
import base from '../vitest.base.ts';

/** Tests that need a test cluster. A machine has one at a time, so more workers would only wait for each other. */
const onACluster = [
  'tests/cluster/*.test.ts',
  'tests/mixing/on-*.test.ts',
  'tests/faults/bare-faults.test.ts',
  'tests/faults/cluster-faults.test.ts',
];

// `npm test` runs the two parts at the same time: the tests on a cluster mostly wait.
const parts: Record<string, object> = {
  cluster: { include: onACluster, maxWorkers: 1 },
  here: { exclude: onACluster },
};

export default defineConfig({ test: { ...base.test, ...parts[process.env['TD_TESTS'] ?? ''] } });
