import { command, runMeasured } from './run-measured.mjs';

/** A command line that is read to its end, and then refused. */
export async function parseOperands({ table }) {
  const measure = (count) => {
    const operands = Array.from({ length: count }, (_, i) => `/nowhere/part-${i}.png`);
    return runMeasured(command('td-compose', '-o', 'image.nothing', ...operands), { exitCode: 2 });
  };
  await table('Reading a command line, by number of operands', { 'td-compose': measure });
}
