import { writeFile } from 'node:fs/promises';
import { shellOn } from './hosts.ts';

const ball = `camera { location <0, 1, -4> look_at 0 }
light_source { <3, 9, -9>, 1 }
plane { y, -1 pigment { checker rgb 1, rgb <0.2, 0.3, 0.6> } }
sphere { 0, 1 pigment { rgb <1, 0.6, 0.2> } finish { phong 0.8 reflection 0.2 } }
`;

/** A small scene with an edge in every row. */
export async function writeScene(path: string): Promise<void> {
  await writeFile(path, ball);
}

/**
 * The same picture, but POV-Ray opens a file in the host's own /tmp first: where that is a FIFO, it waits there, for as
 * long as the test likes. So a fault meets a render that runs, and nothing has to be slow.
 */
export async function writeHeldScene(path: string): Promise<void> {
  await writeFile(path, `#fopen Gate "/tmp/gate" read\n${ball}`);
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
