import { defineConfig } from 'vitest/config';

// Many tests start real programs, and what they wait for should not be each other.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    passWithNoTests: false,
    // What is waited for comes as soon as a busy machine gets to it. A test that sets a limit names it.
    expect: { poll: { timeout: 15_000 } },
  },
});
