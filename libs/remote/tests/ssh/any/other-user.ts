import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import type { Sshd } from '@task-distributor/testing';

/** Another user of this machine who can log in to the sshd with the key; `nobody` where there is none, or we are not root. */
export async function otherUser(sshd: Sshd, key: string): Promise<string> {
  if (process.getuid?.() !== 0) return 'nobody';
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([, , uid, , , , shell = '']) => uid !== '0' && /\/(ba|da|z)?sh$/.test(shell))
    .map(([name]) => name!);
  for (const user of users) if (await canLogIn(user, sshd, key)) return user;
  return 'nobody';
}

async function canLogIn(user: string, { port }: Sshd, key: string): Promise<boolean> {
  const files = [
    'UserKnownHostsFile=/dev/null',
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=no',
  ];
  const settings = [...files, 'BatchMode=yes', 'IdentityAgent=none', 'LogLevel=ERROR'];
  const options = settings.flatMap((setting) => ['-o', setting]);
  const target = ['-i', key, '-p', String(port), '-l', user, '127.0.0.1', 'true'];
  const { exitCode } = await execa('ssh', ['-F', 'none', ...options, ...target], {
    reject: false,
    timeout: 10_000,
  });
  return exitCode === 0;
}
