import { basename } from 'node:path';
import { type SettingRow, settings } from '@task-distributor/cli';
import fc from 'fast-check';

/** A command line of td-master, without its name. */
export interface CommandLine {
  readonly words: string[];
  /** POV-Ray options after `--`. */
  readonly options: string[];
  readonly env: Record<string, string>;
}

/** Where a setting is given, if at all. */
interface Given {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Settings that --print-pipeline does not go with. */
const withoutPipeline = [
  'report',
  'bench',
  'runs',
  'benchLogs',
  'showConfig',
  'json',
  'check',
  'dryRun',
  'completion',
];

const rows = Object.entries<SettingRow>(settings).flatMap(([name, row]): [string, SettingRow][] => {
  const here = row.commands['td-master'];
  return here && !withoutPipeline.includes(name) ? [[name, { ...row, ...here }]] : [];
});

/** Valid ones, with characters that a shell could misread. */
const povrayOptions = [
  '+A0.3',
  '-D',
  '+L/a b',
  "+L'/it $HOME'",
  '+L/*?',
  'Declare=x=1',
  '+A0.1 +R2',
  '+L/a&b|c`d`',
];

/** Any valid command line: every subset of the options, in any order and notation; some in the environment. */
export const commandLine: fc.Arbitrary<CommandLine> = fc
  .record({
    given: fc.tuple(...rows.map(([name, row]) => givenOf(name, row))),
    order: fc.array(fc.nat()),
    options: fc.array(fc.constantFrom(...povrayOptions), { maxLength: 3 }),
  })
  .map(({ given, order, options }) => ({
    words: shuffle(given, order).flatMap(({ words }) => words),
    options,
    env: Object.assign({}, ...given.map(({ env }) => env)) as Record<string, string>,
  }))
  .filter(isValid);

function givenOf(name: string, row: SettingRow): fc.Arbitrary<Given> {
  const variable = row.env;
  const values = valuesOf(name, row);
  const byOption = values.chain((value) => written(row, value)).map((words) => ({ words, env: {} }));
  const isSwitch = row.type === 'flag';
  const inEnvironment = (isSwitch ? fc.constantFrom('1', 'Yes', '0', 'off') : values).map((value) => ({
    words: [],
    env: variable ? { [variable]: value } : {},
  }));
  const both = fc.tuple(byOption, inEnvironment).map(([{ words }, { env }]) => ({ words, env }));
  const notGiven = fc.constant<Given>({ words: [], env: {} });
  const isNeeded = row.required || name === 'nodes';
  return fc.oneof(
    ...(isNeeded ? [] : [{ weight: 3, arbitrary: notGiven }]),
    ...(variable
      ? [
          { weight: 1, arbitrary: inEnvironment },
          { weight: 1, arbitrary: both },
        ]
      : []),
    { weight: 2, arbitrary: byOption },
  );
}

/** Texts that are valid for the setting. */
function valuesOf(name: string, { type, choices = [] }: SettingRow): fc.Arbitrary<string> {
  const named: Record<string, fc.Arbitrary<string>> = {
    nodes: fc.integer({ min: 1, max: 6 }).map(String),
    height: fc.integer({ min: 6, max: 999_999_999 }).map(String),
    hosts: fc.constantFrom('a,b,c,d', '2/pi@a:22,b,[::1]:2222,d,e'),
    weights: fc.constantFrom('1,2,0.5,4', '1,1,1,1,1', '3,2'),
    output: word().map((text) => `${text}a.png`),
    user: fc.constantFrom('pi', 'a.b', 'x@y'),
    scene: word().filter((text) => isOpenable(basename(text))),
    worker: fc.oneof(word(), fc.constant('sh /home/pi/worker.sh'), fc.constant('td-worker')),
  };
  const seconds = fc.double({ min: 1e-9, max: 2e6, noNaN: true });
  const typed: Record<string, fc.Arbitrary<string>> = {
    'count >= 1': fc.integer({ min: 1, max: 999_999_999 }).map(String),
    'count >= 0': fc.integer({ min: 0, max: 9 }).map(String),
    'seconds > 0': seconds.map(String),
    'seconds >= 0': fc.oneof(seconds, fc.constant(0)).map(String),
    address: fc.constantFrom('127.0.0.1:14158', '[::1]:1', 'my-host:65535'),
    choice: choices.length === 0 ? fc.constant('') : fc.constantFrom(...choices),
    text: word(),
    texts: word(),
    size: fc
      .tuple(fc.integer({ min: 1, max: 9999 }), fc.constantFrom('', 'K', 'M', 'g'))
      .map((pair) => pair.join('')),
  };
  return named[name] ?? typed[type] ?? fc.constant('');
}

/** Whether POV-Ray can open a scene of that name. */
function isOpenable(name: string): boolean {
  return /^[ -~]*$/.test(name) && !name.includes('\\') && !(name.includes('"') && name.includes("'"));
}

/** A word that a shell could misread. */
function word(): fc.Arbitrary<string> {
  const characters = [...'ab1 \'"$`\\*?~#&|;<>(){}[]!=%\t\n-+/é'];
  return fc
    .string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 8 })
    .filter((text) => text.trim() !== '');
}

/** All ways to write an option with this value. */
function written({ options, type }: SettingRow, value: string): fc.Arbitrary<string[]> {
  const [name] = options as [string];
  const isLong = name.startsWith('--');
  if (type === 'flag') {
    const long = options.find((option) => option.startsWith('--'))!;
    return fc.constantFrom([name], [`--no-${long.slice(2)}`]);
  }
  if (type === 'counter') return fc.constantFrom([name], [name, name], [`${name}${name.slice(1)}`]);
  if (type === 'texts' && value.length > 4) return fc.constant([`${name}=${value}`, `${name}=${value}2`]);
  const bound = [isLong ? `${name}=${value}` : name + value];
  if (value.startsWith('-') && value !== '-') return fc.constant(bound);
  return !isLong && value.startsWith('=')
    ? fc.constant([name, value])
    : fc.constantFrom(bound, [name, value]);
}

function shuffle<T>(items: readonly T[], order: readonly number[]): T[] {
  const keys = items.map((_, i) => order[i % Math.max(order.length, 1)] ?? 0);
  return items
    .map((item, i) => ({ item, key: keys[i]! }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Whether its options fit together; td-dispatch's page lists the limits of the original's worker. */
function isValid({ words, options, env }: CommandLine): boolean {
  const valueOf = (option: string, variable: string) => {
    const at = words.findLastIndex((text) => text === option || text.startsWith(`${option}=`));
    if (at === -1) return env[variable];
    return words[at] === option ? words[at + 1] : words[at]!.slice(option.length + 1);
  };
  const worker = valueOf('--worker', 'TD_WORKER');
  const kind = valueOf('--worker-kind', 'TD_WORKER_KIND') ?? (worker?.includes('.sh') ? 'original' : 'ours');
  const hosts = valueOf('--hosts', 'TD_HOSTS')?.split(',').length ?? null;
  const namesHosts = hosts !== null;
  // Their last word counts, as that of each flag.
  const isOn = (option: string): boolean =>
    words.findLast((text) => text === `--${option}` || text === `--no-${option}`) === `--${option}`;
  if (isOn('dry-run') && isOn('resume')) return false;
  if (words.includes('--resume') && !words.some((text) => text.startsWith('-p')) && !env['TD_FOLDER'])
    return false;
  const [bands, height] = [numberAfter(words, '-n'), numberAfter(words, '-y')];
  const weights = valueOf('--weights', '')?.split(',').length ?? null;
  if (weights !== null && (height > 1_000_000 || weights !== (hosts ?? bands))) return false;
  if (kind === 'bare' && (words.includes('--keep-state') || env['TD_KEEP_STATE'])) return false;
  const isOnePerHost = kind !== 'ours' || isCompat({ words, env });
  if (isOnePerHost && hosts !== null && bands > hosts) return false;
  if (isOnePerHost && valueOf('--schedule', 'TD_SCHEDULE') === 'cost') return false;
  if (kind === 'ours') return namesHosts || !isCompat({ words, env });
  if (!namesHosts) return false;
  const hasStall = valueOf('--stall', 'TD_STALL') !== undefined;
  const hasPovray = words.some((text) => /^--povray(=|$)/.test(text));
  return worker !== undefined && options.length === 0 && !hasStall && !hasPovray;
}

/** The value of a short option. */
function numberAfter(words: readonly string[], option: string): number {
  const at = words.findLastIndex((text) => text.startsWith(option));
  return Number(words[at] === option ? words[at + 1] : words[at]!.slice(option.length));
}

function isCompat({ words, env }: Pick<CommandLine, 'words' | 'env'>): boolean {
  const last = words.findLast((text) => text === '--compat' || text === '--no-compat');
  return last === undefined ? /^(1|yes)$/i.test(env['TD_COMPAT'] ?? '') : last === '--compat';
}
