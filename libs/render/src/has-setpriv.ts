import { execFileSync } from 'node:child_process';

let known: boolean | undefined;

/** Whether util-linux's `setpriv` is here, and new enough to set a parent-death signal (2.33, 2018). */
export function hasSetpriv(): boolean {
  known ??= runs();
  return known;
}

function runs(): boolean {
  try {
    execFileSync('setpriv', ['--pdeathsig', 'TERM', '--', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
