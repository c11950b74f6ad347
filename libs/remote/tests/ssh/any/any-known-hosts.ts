import fc from 'fast-check';

type Sshd = 'alpha' | 'beta' | 'gate' | 'delta';

/** The types of the host keys of each sshd. */
const keyTypes: Record<Sshd, readonly string[]> = {
  alpha: ['ed25519', 'rsa', 'ecdsa'],
  beta: ['ecdsa', 'ed25519'],
  gate: ['ed25519'],
  delta: ['ed25519'],
};

/** A known_hosts file that has a key of each sshd. */
export const rightKnownHosts = (['alpha', 'beta', 'gate', 'delta'] as const)
  .map((sshd) => `[127.0.0.1]:<${sshd}.port> <${sshd}.${keyTypes[sshd][0]!}>`)
  .join('\n');

/** Lines about an sshd, right ones first. */
function linesAbout(sshd: Sshd): fc.Arbitrary<string> {
  const name = `[127.0.0.1]:<${sshd}.port>`;
  const right = fc.constantFrom(...keyTypes[sshd].map((type) => `<${sshd}.${type}>`));
  const known = right.map((key) => `${name} ${key}`);
  return fc.oneof(
    { weight: 6, arbitrary: known },
    { weight: 2, arbitrary: right.map((key) => `<hash ${name}> ${key}`) },
    { weight: 1, arbitrary: right.map((key) => `127.0.0.1 ${key}`) },
    { weight: 1, arbitrary: known.map((line) => `127.0.0.1 <stranger>\n${line}`) },
    { weight: 1, arbitrary: known.map((line) => `${line}\n@revoked * <stranger>`) },
    { weight: 1, arbitrary: known.map((line) => `@revoked ${line}`) },
    { weight: 1, arbitrary: right.map((key) => `@revoked ${name} ${key}\n${name} ${key}`) },
    { weight: 1, arbitrary: right.map((key) => `${name} <stranger>\n${name} ${key}`) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '',
        `${name} <stranger>`,
        `<hash ${name}> <stranger>`,
        `127.0.0.1 <stranger>`,
        `none <stranger>`,
        `@cert-authority ${name} <authority>`,
        `@cert-authority * <stranger>`,
        `@cert-authority 127.0.0.1 <authority>\n${name} <stranger>`,
        `@revoked * <authority>\n@cert-authority * <authority>`,
      ),
    },
  );
}

const names =
  `farm none alpha localhost 127.0.0.2 * !* ALPHA 127.0.0.1 [127.0.0.1]:22 farm,[127.0.0.1]:<alpha.port>
  [127.0.0.*]:<alpha.port> [127.0.0.?]:*,!alpha [localhost]:<alpha.port> [farm]:<alpha.port> [::1]:<alpha.port>
  [127.0.0.2]:<alpha.port> [127.0.0.1]:<beta.port> [127.0.0.1]:<alpha.port>,!farm`.split(/\s+/);

const anyLine = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', '@revoked ', '@cert-authority '),
        fc.constantFrom(...names),
        fc.constantFrom('<alpha.ed25519>', '<alpha.rsa>', '<beta.ecdsa>', '<stranger>', '<authority>'),
        fc.constantFrom('', ' a comment', '\r', '  '),
      )
      .map(([marker, name, key, rest]) => `${marker}${name} ${key}${rest}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '# a comment',
      '',
      '  # indented',
      '[127.0.0.1]:<alpha.port> ssh-ed25519 AAAA',
      '[127.0.0.1]:<alpha.port>',
      '@nonsense * <alpha.ed25519>',
      '\t[127.0.0.1]:<alpha.port>\t<alpha.ecdsa>',
    ),
  },
);

const about = fc
  .tuple(linesAbout('alpha'), linesAbout('beta'), linesAbout('gate'), linesAbout('delta'))
  .map((lines) => lines.join('\n'));

/** The text of a known_hosts file, mostly with the keys of the sshds. */
export const anyKnownHosts: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant(rightKnownHosts) },
      { weight: 3, arbitrary: about },
      { weight: 2, arbitrary: fc.constant('') },
    ),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(anyLine, { maxLength: 2 }) },
    ),
    fc.constantFrom('\n', ''),
  )
  .map(([lines, more, end]) => [lines, ...more].filter((line) => line !== '').join('\n') + end);
