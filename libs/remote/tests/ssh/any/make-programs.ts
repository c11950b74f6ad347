import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';

/** Makes the programs that ProxyCommand and KnownHostsCommand name, and the files of RevokedHostKeys. */
export function makePrograms(folder: string, fill: (text: string) => string): void {
  mkdirSync(join(folder, 'bin'));
  for (const [name, text] of Object.entries(programs)) {
    const path = join(folder, name);
    writeFileSync(path, fill(text));
    chmodSync(path, 0o755);
  }
  writeFileSync(join(folder, 'revoked-alpha'), fill('<alpha.ed25519>\n<alpha.ecdsa>\n'));
  writeFileSync(join(folder, 'revoked-stranger'), fill('<stranger>\n'));
  copyFileSync(join(folder, 'revoked-alpha'), join(folder, 'with space', 'revoked-alpha'));
  const revoked = ['alpha-host-ed25519', 'authority'].map((name) => join(folder, `${name}.pub`));
  execaSync('ssh-keygen', ['-q', '-k', '-f', join(folder, 'revoked-krl'), ...revoked]);
}

const connect = `#!/bin/bash
exec 3<>"/dev/tcp/$1/$2" || exit 1
cat <&3 &
trap 'kill %1' EXIT HUP
cat >&3
`;

const programs = {
  'bin/connect': connect,
  'with space/connect': connect,
  'bin/known-hosts': `#!/bin/sh
case $1 in
*:<alpha.port>) echo "$1 <alpha.ed25519>" ;;
*:<beta.port>) echo "$1 <beta.ecdsa>" ;;
*:<gate.port>) echo "$1 <gate.ed25519>" ;;
esac
`,
  'bin/wrong-known-hosts': `#!/bin/sh
for name; do echo "$name <stranger>"; done
`,
};
