import { hostname } from 'node:os';
import type { JobFile } from './job-file.ts';
import { processToken } from './process-token.ts';

/** This process as the owner of a job. */
export async function thisProcess(): Promise<JobFile['owner']> {
  return { host: hostname(), pid: process.pid, startTime: (await processToken(process.pid)) ?? '' };
}
