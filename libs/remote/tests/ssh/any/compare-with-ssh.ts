import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AnySshConfig } from '../any-ssh-config.ts';
import { rightKnownHosts } from './any-known-hosts.ts';
import { type Attempt, connectByAuto, connectBySsh } from './connect-both-ways.ts';
import type { SshWorld } from './start-ssh-world.ts';
import { addedLines, readTree } from './written-files.ts';

interface TracedAttempt extends Attempt {
  /** Lines that it has added to files. */
  readonly added: readonly string[];
}

export interface Comparison {
  readonly bySsh: TracedAttempt;
  readonly byAuto: TracedAttempt;
  /** null = nothing, or ssh was too slow to tell. */
  readonly difference: string | null;
}

/** Connects with ssh and with --via auto. Each has files of its own. */
export async function compareWithSsh(world: SshWorld, config: AnySshConfig): Promise<Comparison> {
  count += 1;
  const [bySsh, byAuto] = await Promise.all([
    attempt(world, config, connectBySsh, `${count}-ssh`),
    attempt(world, config, connectByAuto, `${count}-our`),
  ]);
  return { bySsh, byAuto, difference: whatDiffers(bySsh, byAuto) };
}

let count = 0;

async function attempt(
  { folder, fill }: SshWorld,
  { host, files }: AnySshConfig,
  connect: (host: string, configFile: string) => Promise<Attempt>,
  name: string,
): Promise<TracedAttempt> {
  const place = join(folder, name);
  mkdirSync(join(place, 'folder'), { recursive: true });
  for (const [path, text] of Object.entries({
    ...sameFiles,
    ...files,
    config: firstConfig + files['config'] + lastConfig,
  })) {
    const filled = join(place, fill(path, place));
    mkdirSync(dirname(filled), { recursive: true });
    writeFileSync(filled, fill(text, place));
  }
  const before = readTree(place);
  const attempted = await connect(fill(host, place), join(place, 'config'));
  const added = addedLines(before, readTree(place));
  rmSync(place, { recursive: true });
  return { ...attempted, added };
}

const sameFiles = {
  known: rightKnownHosts,
  'my files/known': rightKnownHosts,
  'known%': rightKnownHosts,
  'known-127.0.0.1': rightKnownHosts,
  'known-alpha': rightKnownHosts,
  'known-<me>': rightKnownHosts,
  wrong: rightKnownHosts.replaceAll(/ <\S+>/g, ' <stranger>'),
  'my files/wrong': rightKnownHosts.replaceAll(/ <\S+>/g, ' <stranger>'),
};

/** Hosts on the way have no proxy of their own, or only this one: in a circle, ssh starts processes without end. */
const firstConfig = `Host gate beta 127.0.0.1
  ProxyCommand none
Host chained
  HostName 127.0.0.1
  Port <gate.port>
  ProxyJump beta
Host *
`;

/** What holds where nothing before it says otherwise. */
const lastConfig = `${['alpha', 'beta', 'gate', 'delta']
  .map((name) => `Host ${name} ${name}.*\n  HostName 127.0.0.1\n  Port <${name}.port>\n`)
  .join('')}Host *
  UserKnownHostsFile <F>/kh
  GlobalKnownHostsFile <F>/global
  IdentityAgent none
  IdentityFile <K>/missing
`;

function whatDiffers(bySsh: TracedAttempt, byAuto: TracedAttempt): string | null {
  if (bySsh.end === 'late') return null;
  if (bySsh.end !== byAuto.end) return `ssh: ${bySsh.end}, auto: ${byAuto.end}`;
  if (bySsh.end === 'connected' && bySsh.words !== byAuto.words) return 'they have come to different places';
  return bySsh.added.join('\n') === byAuto.added.join('\n') ? null : 'they have written different lines';
}
