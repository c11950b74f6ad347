import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { smallScene } from '@task-distributor/testing';
import { shellOn } from './hosts.ts';

/**
 * Writes the scene of `smallScene`, with one addition: POV-Ray first opens a file in the host's /tmp. If that is a FIFO, it
 * waits there until the test continues it. So tests can cause faults during a render without a slow scene.
 */
export async function writeHeldScene(path: string): Promise<void> {
  await smallScene(dirname(path), basename(path));
  await writeFile(path, `#fopen Gate "/tmp/gate" read\n${await readFile(path, 'utf8')}`);
}

/** Makes POV-Ray wait on this host from now on. */
export async function hold(host: string): Promise<void> {
  await shellOn(
    host,
    'rm -f /tmp/gate /tmp/gate.fifo; mkfifo -m 666 /tmp/gate.fifo; ln /tmp/gate.fifo /tmp/gate',
  );
}

/** Continues every POV-Ray that waits on this host, and stops holding later ones. */
export async function letGo(host: string): Promise<void> {
  const wake = 'dd if=/dev/null of=/tmp/gate.fifo oflag=nonblock conv=notrunc';
  await shellOn(host, `: >/tmp/open; mv /tmp/open /tmp/gate; [ ! -p /tmp/gate.fifo ] || ${wake} || true`);
}
