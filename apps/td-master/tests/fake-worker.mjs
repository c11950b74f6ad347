// A fake: pretends to render ten rows a second, and can be cut short. Then it has td-worker render the rows that it keeps.
import { spawn } from 'node:child_process';

const args = process.argv.slice(2);
const numberAfter = (word) => Number(args.find((arg) => arg.startsWith(word)).slice(word.length));
const first = numberAfter('+SR');
let last = numberAfter('+ER');
let row = first - 1;
let asked = '';

const say = (state, info) => process.stdout.write(`${first}\t${last}\t-\t${state}\t${info}\n`);

const onInput = (text) => {
  const lines = (asked + text).split('\n');
  asked = lines.pop();
  for (const line of lines) {
    const wanted = Number(/^cut (\d+)$/.exec(line)?.[1] ?? Infinity);
    if (wanted === Infinity) continue;
    const kept = Math.min(last, Math.max(wanted, first - 1 + Math.ceil((row - first + 2) / 4) * 4));
    say('split', `${first}-${kept}`);
    last = kept;
  }
};

process.stdin.setEncoding('utf8').on('data', onInput);
const timer = setInterval(() => {
  row = Math.min(last, row + 1);
  say('running', `${Math.floor((100 * (row - first + 1)) / (last - first + 1))} rows=${row}`);
  if (row < last) return;
  clearInterval(timer);
  process.stdin.off('data', onInput);
  const words = args.map((arg) => (arg.startsWith('+ER') ? `+ER${last}` : arg));
  const worker = spawn('td-worker', words, { stdio: ['pipe', 'inherit', 'inherit'] });
  process.stdin.pipe(worker.stdin);
  worker.on('exit', (code) => process.exit(code ?? 1));
}, 100);
