import { defineConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

// These measure milliseconds.
export default defineConfig({ test: { ...base.test, maxWorkers: 2 } });
