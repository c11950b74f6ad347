import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import ssh2, { type ServerChannel } from 'ssh2';

/**
 * A server that accepts every user, runs nothing, and ends a command only on SIGKILL. It replaces an sshd that delivers
 * signals: a real one does so only for users other than root, and the tests may run as root.
 * @param options.reportsStatus whether it says how the command has ended
 */
export async function startSignallingServer(
  hostKey: string,
  { reportsStatus = true } = {},
): Promise<{ port: number; signals: string[]; close(): Promise<void> }> {
  const signals: string[] = [];
  const server = new ssh2.Server({ hostKeys: [readFileSync(hostKey)] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (context) => context.accept());
    client.on('session', (accept) => {
      let channel: ServerChannel | undefined;
      const session = accept();
      session.on('exec', (acceptExec) => {
        channel = acceptExec();
        // As the login shell of an sshd does with the command line.
        channel.write('td-shell-started\n');
      });
      session.on('signal', (_accept, _reject, { name }) => {
        signals.push(name);
        if (name !== 'KILL') return;
        if (reportsStatus) channel?.exit('KILL');
        channel?.close();
      });
    });
    client.on('ready', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.address() as AddressInfo).port,
    signals,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
