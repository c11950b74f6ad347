import { defineConfig } from 'vitest/config';
import { PassedAgain } from './tools/vitest/passed-again.ts';

// Many tests wait for real programs: more files at once than the smallest machine has processors use it fully.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
    // Nobody is there to look at a failure that a busy machine has caused. Such tests are named at the end.
    retry: process.env['CI'] ? 1 : 0,
    reporters: ['default', new PassedAgain()],
    // Whoever runs the tests may have settings of their own. No test changes what another one finds.
    env: { XDG_CONFIG_HOME: '/proc/nowhere', XDG_STATE_HOME: '/proc/nowhere', TD_REMEMBER: 'no' },
    passWithNoTests: false,
    // What is waited for comes as soon as a busy machine gets to it. A test that sets a limit names it.
    expect: { poll: { timeout: 15_000 } },
  },
});
