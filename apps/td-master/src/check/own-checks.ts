import { access, constants, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, errorMessage, TdError } from '@task-distributor/band';
import { outputTarget } from '@task-distributor/imaging';
import type { OwnCheck } from '@task-distributor/work';
import { checkOutput } from '../check-output.ts';
import type { StagePlans } from '../plans.ts';

/** Whether the files of a job that are not in its folder can be written. */
export function ownChecks(plans: StagePlans, joblog: string | null): OwnCheck[] {
  const { output } = plans.compose;
  return [
    {
      what: 'output',
      async check() {
        checkOutput(plans);
        await checkWritable(dirname(outputTarget(output)), `cannot write ${output}`);
      },
    },
    ...(joblog === null
      ? []
      : [{ what: 'joblog' as const, check: () => checkFile(joblog, `--joblog: ${joblog}`) }]),
  ];
}

async function checkFile(path: string, name: string): Promise<void> {
  try {
    const handle = await open(path, 'r+');
    await handle.close();
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw refusal(name, path, cause);
    await checkWritable(dirname(path), name);
  }
}

async function checkWritable(folder: string, name: string): Promise<void> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw refusal(name, folder, cause);
  }
}

function refusal(name: string, path: string, cause: unknown): TdError {
  return new TdError(`${name}: ${errorMessage(cause)}`, { path, cause });
}
