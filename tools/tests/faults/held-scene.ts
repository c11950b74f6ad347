import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { smallScene } from '@task-distributor/testing';
import { shellOn } from './hosts.ts';

/**
 * The picture of `smallScene`, but POV-Ray opens a file in the host's own /tmp first: where that is a FIFO, it waits there, for as
 * long as the test likes. So a fault meets a render that runs, and nothing has to be slow.
 */
export async function writeHeldScene(path: string): Promise<void> {
  await smallScene(dirname(path), basename(path));
  await writeFile(path, `#fopen Gate "/tmp/gate" read\n${await readFile(path, 'utf8')}`);
}

/** From now on POV-Ray waits on this host. */
export async function hold(host: string): Promise<void> {
  await shellOn(
    host,
    'rm -f /tmp/gate /tmp/gate.fifo; mkfifo -m 666 /tmp/gate.fifo; ln /tmp/gate.fifo /tmp/gate',
  );
}

/** Lets those go on that wait on this host, and those that will come. */
export async function letGo(host: string): Promise<void> {
  const wake = 'dd if=/dev/null of=/tmp/gate.fifo oflag=nonblock conv=notrunc';
  await shellOn(host, `: >/tmp/open; mv /tmp/open /tmp/gate; [ ! -p /tmp/gate.fifo ] || ${wake} || true`);
}
