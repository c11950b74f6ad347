import { defineConfig } from 'vitest/config';

// Many tests start real programs, and what they wait for should not be each other.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    passWithNoTests: false,
    // Real clusters, clocks and processes on a machine that may have other things to do: once more, and it is told.
    retry: process.env['CI'] ? 1 : 0,
  },
});
