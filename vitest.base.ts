import { defineConfig } from 'vitest/config';

// One file at a time on two cores: many tests start real programs, and what they wait for should not be each other.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    passWithNoTests: false,
  },
});
