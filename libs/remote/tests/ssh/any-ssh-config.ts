import fc from 'fast-check';
import { anyKnownHosts } from './any/any-known-hosts.ts';
import { blockHeads, fatalSettings, harmlessSettings, settings } from './any/ssh-config-lines.ts';

/**
 * A host to connect to, and the files that are read for it. In the texts, `<F>` stands for the folder of these files, and
 * the other names in angle brackets for what differs from run to run: see any/fill-in.ts.
 */
export interface AnySshConfig {
  /** `[user@]name[:port]` */
  readonly host: string;
  readonly files: Readonly<Record<string, string>>;
}

const host = fc.oneof(
  { weight: 8, arbitrary: fc.constant('alpha') },
  { weight: 3, arbitrary: fc.constantFrom('beta', 'gate', 'delta') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '<other>@alpha',
      '<me>@beta',
      'alpha:<beta.port>',
      'alpha.test',
      'Alpha',
      '127.0.0.1:<alpha.port>',
      'localhost:<alpha.port>',
      '[::1]:<alpha.port>',
      'alpha:<nobody.port>',
    ),
  },
);

/** Other ways to write the same setting. */
const spelling = fc.oneof(
  { weight: 8, arbitrary: fc.constant((line: string) => line) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      (line: string) => line.replace(' ', '='),
      (line: string) => line.replace(' ', '   ='),
      (line: string) => line.replace(/^\w+/, (keyword) => keyword.toUpperCase()),
      (line: string) => line.replace(/ ([^\s"']+)$/, ' "$1"'),
      (line: string) => `\t${line}  `,
      (line: string) => `${line} # a comment`,
      (line: string) => `${line}\r`,
    ),
  },
);

const setting = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: fc.oneof(...settings.map((lines) => fc.constantFrom(...lines))) },
      { weight: 1, arbitrary: fc.constantFrom(...harmlessSettings) },
    ),
    spelling,
  )
  .map(([line, spelled]) => spelled(line));

const head = fc.oneof(
  { weight: 2, arbitrary: fc.constant('Host *') },
  { weight: 3, arbitrary: fc.constantFrom(...blockHeads) },
);

const block = fc
  .tuple(head, fc.array(setting, { minLength: 1, maxLength: 3 }))
  .map((parts) => parts.flat().join('\n  '));

const blocks = fc.array(block, { maxLength: 3 }).map((all) => all.join('\n'));

const include = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'Include <F>/more',
      'Include "<F>/my files/more"',
      'Include <F>/mor?',
      'Host alpha\n  Include <F>/more',
      'Include <F>/missing',
      'Match host beta\n  Include <F>/more',
    ),
  },
);

const fatal = fc.oneof(
  { weight: 9, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.tuple(head, fc.constantFrom(...fatalSettings)).map((lines) => lines.join('\n  ')),
  },
);

const identity = fc.oneof(
  { weight: 5, arbitrary: fc.constant('Host *\n  IdentityFile <K>/plain') },
  { weight: 1, arbitrary: fc.constantFrom('Host *\n  IdentityFile <K>/missing', '') },
);

const config = fc
  .tuple(fc.array(setting, { maxLength: 2 }), include, blocks, fatal, identity)
  .map((parts) => [...parts.flat().filter((text) => text !== ''), ''].join('\n'));

export const anySshConfig: fc.Arbitrary<AnySshConfig> = fc
  .record({ host, config, more: blocks, kh: anyKnownHosts, other: anyKnownHosts, global: anyKnownHosts })
  .map(({ host: name, config: text, more, kh, other, global }) => ({
    host: name,
    files: {
      config: text,
      more,
      'my files/more': more,
      kh,
      kh2: other,
      'my files/kh': other,
      global,
    },
  }));
