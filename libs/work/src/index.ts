export type * from './plans.ts';
