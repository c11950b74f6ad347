import { join } from 'node:path';
import { isBand, type JobEvent } from '@task-distributor/band';
import { closing, publicKey, startSshd } from '@task-distributor/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dispatch, type DispatchOptions } from '../../src/index.ts';
import { createEitherSshLauncher } from '../../src/ssh/either-ssh-launcher.ts';
import { createOpensshLauncher } from '../../src/ssh/openssh-launcher.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { shellWorker } from '../shell-worker.ts';
import { listen } from '../ssh/listen.ts';
import { useSshds } from '../ssh/use-sshds.ts';

const sshds = useSshds(['a', 'b']);
const { folder } = sshds;
const creators = { ssh2: createSshLauncher, openssh: createOpensshLauncher, either: createEitherSshLauncher };
type Way = keyof typeof creators;
const all = ['ssh2', 'openssh', 'either'] as const;

/** An sshd with these lines of sshd_config. @returns its port */
async function sshdWith(config: string): Promise<number> {
  const sshd = await startSshd({ folder, name: 's', authorizedKeys: publicKey(sshds.identity), config });
  onTestFinished(() => sshd.stop());
  return sshd.port;
}

/** How a job of two bands ends on the hosts a and b, which are both at that port. */
async function jobAt(
  port: number,
  way: Way,
  {
    lines = [],
    connectTimeoutSeconds = 20,
  }: { lines?: readonly string[]; connectTimeoutSeconds?: number } = {},
) {
  const known = ['StrictHostKeyChecking accept-new', `UserKnownHostsFile ${join(folder, `known-${port}`)}`];
  const login = ['IdentityAgent none', `IdentityFile ${sshds.identity}`];
  sshds.configure({ a: [...lines], b: [...lines] }, [...known, ...login]);
  const launcher = closing(
    creators[way]({ sshConfigFile: sshds.configFile, timing: { shellSeconds: 1 }, connectTimeoutSeconds }),
  );
  const nothing = (): Promise<void> => Promise.resolve();
  const options: DispatchOptions = {
    height: 20,
    hosts: {
      listed: ['a', 'b'].map((name) => ({ address: { user: null, name, port }, slots: 1, weight: 1 })),
      home: null,
      maxWorkers: 8,
    },
    retry: { retries: 2, reassign: true, untilPartShowsMs: 200 },
    job: {
      confirm: nothing,
      removePart: nothing,
      isFinished: () => Promise.resolve(false),
      checkOwned: nothing,
      checkInput: nothing,
      acceptPart: nothing,
    },
    worker: await shellWorker('exit 1', { folder, launcher }),
  };
  let attempts = 0;
  const error = await end(dispatch(bands(), options, new AbortController().signal), (event) => {
    if (!isBand(event) && event.type === 'attempt') attempts += 1;
  });
  return { attempts, error };
}

async function* bands() {
  for (const first of [1, 11]) yield { first, last: first + 9, host: null, state: '-', info: null } as const;
}

/** What a stream of events throws, in words. */
async function end(events: AsyncIterable<JobEvent>, see: (event: JobEvent) => void): Promise<string | null> {
  try {
    for await (const event of events) see(event);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a fault in the set-up of all hosts stops the job at once, with one line:', () => {
  it.each(all)('they permit only sftp, by %s', async (way) => {
    const { attempts, error } = await jobAt(await sshdWith('ForceCommand internal-sftp'), way);
    expect(error).toMatch(
      /^all 2 hosts: starting the command: This service allows sftp connections only; try: ssh -p \d+ \w true$/,
    );
    expect(attempts).toBe(2);
  });

  it.each(all)('their login shell never reaches a command, by %s', async (way) => {
    const { attempts, error } = await jobAt(await sshdWith('ForceCommand sleep 77'), way);
    expect(error).toMatch(
      /^all 2 hosts: starting the command: the login shell did not reach it within 1 s; its start-up files/,
    );
    expect(attempts).toBe(2);
  });

  it.each(all)('they permit no session, by %s', async (way) => {
    const { attempts, error } = await jobAt(await sshdWith('MaxSessions 0'), way);
    expect(error).toMatch(/^all 2 hosts: opening a channel: .*; check MaxSessions in its sshd_config, /);
    expect(attempts).toBe(2);
  });

  it('they have only ciphers that ssh2 lacks', async () => {
    const port = await sshdWith('MACs umac-64@openssh.com\nCiphers aes128-ctr');
    const { attempts, error } = await jobAt(port, 'ssh2');
    expect(error).toMatch(/^all 2 hosts: key exchange: .*no matching.*; leave out --via ssh$/);
    expect(attempts).toBe(2);
  });

  it.each(['openssh', 'either'] as const)(
    'they have only ciphers that ssh_config does not permit, by %s',
    async (way) => {
      const { attempts, error } = await jobAt(await sshdWith('Ciphers aes128-ctr'), way, {
        lines: ['Ciphers aes256-ctr'],
      });
      expect(error).toMatch(/^all 2 hosts.*: key exchange: Unable to negotiate .*no matching cipher/);
      expect(attempts).toBe(2);
    },
  );

  it.each(all)('it is not the port of an sshd, by %s', async (way) => {
    const port = await listen((socket) => void socket.write('\0 nonsense\r\n'));
    const { attempts, error } = await jobAt(port, way);
    expect(error).toMatch(/^all 2 hosts.*: key exchange: /);
    expect(attempts).toBe(2);
  });
});

describe('a host that may only be busy is tried again:', () => {
  it.each(all)('it hangs up before the handshake, as with MaxStartups, by %s', async (way) => {
    const port = await listen((socket) => socket.end('Exceeded MaxStartups\r\n'));
    expect(await jobAt(port, way)).toEqual({ attempts: 6, error: null });
  });

  it.each(all)('it is mute, by %s', async (way) => {
    const port = await listen((socket) => socket.resume());
    expect(await jobAt(port, way, { connectTimeoutSeconds: 1 })).toEqual({ attempts: 6, error: null });
  });
});
