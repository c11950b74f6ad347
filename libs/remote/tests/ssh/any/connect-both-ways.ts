import { execa } from 'execa';
import { TdError } from '@task-distributor/band';
import { findProcesses } from '@task-distributor/testing';
import { createAutoLauncher } from '../../../src/auto-launcher.ts';
import { parseHostAddress } from '../../../src/host-address.ts';
import { sshArguments } from '../../../src/ssh/ssh-arguments.ts';
import type { SshLauncherOptions } from '../../../src/ssh/ssh-launcher-options.ts';
import { outcome } from '../run-on-host.ts';

/** How it went: `connected` with what the command found out there, `refused` with the reason, or nothing in time. */
export interface Attempt {
  readonly end: 'connected' | 'refused' | 'late';
  readonly words: string;
}

/** Says who we are at the other end, from which address we come, and to which we have come. */
const question = 'set -- $SSH_CONNECTION; echo "$(id -un) from $1 at $3 port $4 with TD_SET=$TD_SET"';

/** What the system's ssh does, with the settings of a user's own sessions overridden, as a worker needs it. */
export async function connectBySsh(host: string, configFile: string): Promise<Attempt> {
  const settings = (await sessionSettings()).flatMap((setting) => ['-o', setting]);
  const args = ['-T', ...settings, ...sshArguments(parseHostAddress(host), configFile), question];
  // A process group of its own: without a terminal on which a jump host's ssh could ask, and to end what ssh has started.
  const ssh = execa('ssh', args, { reject: false, stdin: 'ignore', detached: true });
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    process.kill(-ssh.pid!, 'SIGKILL');
  }, 10_000);
  const run = await ssh;
  clearTimeout(late);
  await endLeftovers(configFile);
  if (isLate || run.exitCode === undefined) return { end: 'late', words: run.stderr };
  // Also where the account has no shell: it says so on stdout.
  if (run.exitCode !== 0) return { end: 'refused', words: `${run.stdout}${run.stderr}` };
  return { end: 'connected', words: `${run.stdout} exit ${run.exitCode}` };
}

export async function connectByAuto(host: string, configFile: string): Promise<Attempt> {
  const options: SshLauncherOptions = { sshConfigFile: configFile };
  const launcher = createAutoLauncher(options);
  const late = AbortSignal.timeout(25_000);
  try {
    const started = await launcher.start(parseHostAddress(host), question, late);
    started.stdin.end();
    const { end, stdout, stderr } = await outcome(started);
    if (end.exitCode !== 0) return { end: 'refused', words: `${JSON.stringify(end)}\n${stderr}` };
    return { end: 'connected', words: `${stdout.trimEnd()} exit ${end.exitCode}` };
  } catch (error) {
    if (late.aborted) return { end: 'late', words: '' };
    if (error instanceof TdError) return { end: 'refused', words: error.message };
    throw error;
  } finally {
    await launcher.close();
    await endLeftovers(configFile);
  }
}

/** Ends the masters that ControlPersist keeps for the hosts on the way. */
async function endLeftovers(configFile: string): Promise<void> {
  for (const { pid } of await findProcesses(configFile)) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  }
}

let known: Promise<readonly string[]> | undefined;

/** Those that this ssh knows. */
function sessionSettings(): Promise<readonly string[]> {
  known ??= (async () => {
    const { exitCode } = await execa('ssh', ['-G', '-F', 'none', '-o', newer[0]!, 'host'], { reject: false });
    return exitCode === 0 ? [...always, ...newer] : always;
  })();
  return known;
}

const always = [
  'BatchMode=yes',
  'RemoteCommand=none',
  'ClearAllForwardings=yes',
  'Tunnel=no',
  'ForwardAgent=no',
  'ForwardX11=no',
  'ControlMaster=no',
  'ControlPath=none',
];

// Since OpenSSH 8.7.
const newer = ['SessionType=default', 'StdinNull=no', 'ForkAfterAuthentication=no'];
