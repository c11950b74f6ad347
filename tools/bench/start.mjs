// Measures how long each command takes to start, as a ratio to `node -e 0` in the same run. Prints a table. Needs hyperfine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// It makes every start of Node load certificates, which does not happen on users' machines.
delete process.env.NODE_EXTRA_CA_CERTS;

const bin = join(import.meta.dirname, '../../node_modules/.bin');
const rest = [
  'td-master',
  'td-probe',
  'td-check',
  'td-dispatch',
  'td-wait',
  'td-progress',
  'td-compose',
  'td-report',
  'td-worker',
  'td-crop',
  'td-mark-done',
  'td-view',
];
const lines = [
  'node -e 0',
  `${bin}/td-partition -n 8 -y 600`,
  ...rest.map((name) => `${bin}/${name} --version`),
];
const folder = mkdtempSync(join(tmpdir(), 'td-bench-'));
try {
  const json = join(folder, 'times.json');
  execFileSync('hyperfine', ['-N', '--warmup', '5', '--runs', '40', '--export-json', json, ...lines], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { results } = JSON.parse(readFileSync(json, 'utf8'));
  const bare = results[0];
  console.log(
    '| command | median ms | ratio to node -e 0 | CPU ms | ratio |\n| --- | --- | --- | --- | --- |',
  );
  for (const { command, median, user, system } of results) {
    const [wall, cpu] = [median, user + system].map((seconds) => (1000 * seconds).toFixed(0));
    const ratios = [median / bare.median, (user + system) / (bare.user + bare.system)].map((ratio) =>
      ratio.toFixed(2),
    );
    console.log(`| ${command.replace(`${bin}/`, '')} | ${wall} | ${ratios[0]} | ${cpu} | ${ratios[1]} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
