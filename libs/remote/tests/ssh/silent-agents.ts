import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import ssh2, { type AgentInboundRequest, type ParsedKey } from 'ssh2';
import { onTestFinished } from 'vitest';

export interface SilentAgent {
  /** Of its socket. */
  readonly path: string;
  /** How many are open. */
  connections(): number;
}

/** An agent that never answers. */
export function startMuteAgent(folder: string): Promise<SilentAgent> {
  return startAgent(folder, (socket) => socket.resume());
}

/**
 * An agent that lists a key, and never signs: as if it waited for a person, or a card.
 * @param key its path
 */
export function startUnsigningAgent(folder: string, key: string): Promise<SilentAgent> {
  return startAgent(folder, (socket) => {
    const protocol = new ssh2.AgentProtocol(false);
    const listed = ssh2.utils.parseKey(readFileSync(`${key}.pub`)) as ParsedKey;
    protocol.on('identities', (request: AgentInboundRequest) =>
      protocol.getIdentitiesReply(request, [listed]),
    );
    socket.pipe(protocol).pipe(socket);
  });
}

/** Listens as an agent would. */
async function startAgent(folder: string, serve: (socket: Socket) => void): Promise<SilentAgent> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    serve(socket);
  });
  const path = join(folder, `agent-${performance.now()}`);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { path, connections: () => sockets.size };
}
