import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

// clipanion's modules import a folder, which Node's own loader refuses.
export default mergeConfig(base, { test: { server: { deps: { inline: ['clipanion'] } } } });
