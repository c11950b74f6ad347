import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, exitCodes, TdError } from '@task-distributor/band';
import { Command, settingsCommand, UsageError, writeLine } from '@task-distributor/cli';
import { readJobFile } from '@task-distributor/lockfile';
import { openBrowser } from '../open-browser.ts';
import { livePage } from '../server/page-text.ts';
import { serve } from '../server/serve.ts';
import { Watch } from '../watch/watch.ts';
import { writeKept } from '../write-kept.ts';

export class ViewCommand extends settingsCommand('td-view') {
  static override usage = Command.Usage({
    description: 'Show the picture of a job as it fills in',
    details: `
      Serves a page on 127.0.0.1 that shows the picture, the hosts, and how long the job will take, and prints its address. It
      only reads the job folder, so it works for a job of any master, including the original's, and for a job that has ended, and
      on any machine that has the folder. It runs until Ctrl-C.
    `,
    examples: [
      ['Watch a job', '$0 -p /tmp/job --open'],
      ['Keep the page', '$0 -p /tmp/job --html job.html'],
    ],
  });

  async execute(): Promise<number> {
    const { folder, port, html, open } = this.settings;
    if (port !== null && port > 65_535) throw new UsageError(`--port: Expected at most 65535, got ${port}`);
    await this.#checkFolder(folder);
    const page = await readFile(join(import.meta.dirname, 'page.html'), 'utf8');
    return html === null
      ? await this.#serve(folder, page, port ?? 0, open)
      : await this.#keep(folder, page, html);
  }

  async #serve(folder: string, page: string, port: number, open: boolean): Promise<number> {
    const { signal } = this.context;
    const watch = new Watch(folder, { width: 2048, height: 2048 });
    await watch.look(signal);
    const url = await serve(watch, livePage(page), port, signal);
    await writeLine(this.context, `${url}\n`);
    if (watch.snapshot.job.phase === 'waiting')
      this.warn(`${folder}: there is no job yet: the page waits for one`);
    if (open) openBrowser(url, (message) => this.warn(message));
    return await watch.run(signal);
  }

  async #keep(folder: string, page: string, path: string): Promise<number> {
    const { signal } = this.context;
    const watch = new Watch(folder, { width: 1600, height: 4096 });
    await watch.look(signal);
    if (watch.snapshot.job.phase === 'waiting') {
      const message = `${await whyNoJob(folder)}; nothing was written`;
      throw new TdError(message, { path: folder, exitCode: exitCodes.usage });
    }
    await watch.whole(signal);
    await writeKept(path, page, watch);
    return exitCodes.done;
  }

  /** One that is not there may come yet, and so may its job. */
  async #checkFolder(folder: string): Promise<void> {
    const stats = await stat(folder).catch(() => null);
    if (stats?.isDirectory() !== false) return;
    throw new UsageError(`-p: Expected a job folder, got a file: ${folder}`);
  }
}

/** A job file that is there and broken is named. */
async function whyNoJob(folder: string): Promise<string> {
  const none = `${folder}: Expected a job folder, got a folder without .td-job.json and lockfile`;
  return readJobFile(folder).then(() => none, errorMessage);
}
