export { default } from '../../libs/cli/vitest.config.ts';
