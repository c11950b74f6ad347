export { splitEvenly } from './split-evenly.ts';
