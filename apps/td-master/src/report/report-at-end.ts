import type { JobEvent, Observer } from '@task-distributor/band';
import { type JoblogJob, JoblogLines, millisecondsNow } from '@task-distributor/cli';
import { readJoblog, reportOf } from '@task-distributor/report';
import { writeReport } from './write-report.ts';

/** Writes a report about a job when it has ended, whether it has an image or not. */
export class ReportAtEnd implements Observer {
  readonly #output: string;
  readonly #image: string;
  readonly #lines: JoblogLines;
  readonly #written: string[] = [];

  /** @param output file for the report @param image that the job makes */
  constructor(output: string, image: string, job: JoblogJob) {
    this.#output = output;
    this.#image = image;
    this.#lines = new JoblogLines(job);
  }

  see(event: JobEvent): void {
    this.#written.push(...this.#lines.see(event, millisecondsNow()));
  }

  /** @throws TdError if the report cannot be written */
  async end(): Promise<void> {
    this.#written.push(...this.#lines.end());
    if (this.#written.length === 0) return;
    const { runs } = readJoblog(this.#written.join(''), this.#image);
    await writeReport(
      '--report',
      this.#output,
      reportOf(
        runs.map((run) => ({ set: '', run })),
        'median',
      ),
    );
  }
}
