import { quoteCommand } from '@task-distributor/remote';
import type { HostCheck } from '@task-distributor/render';
import type { MoreQuestions } from '../workers/bare/look-command.ts';

/**
 * What a check asks a host besides what a job asks it. `clock` is answered with the host's time at once; `write PATH` makes the host
 * write what the job file holds to PATH, if it sees the job file; it removes that again, when stdin ends, and what the look has made.
 */
export function checkQuestions({ versionWords, versionLine }: HostCheck): MoreQuestions {
  const version = `"$p" ${quoteCommand(versionWords)} 2>&1 </dev/null | grep -m 1 -e "${versionLine}"`;
  return {
    first: ['o=$(umask) t= g='],
    cases: ['clock) say clock "$(date +%s.%N)"', '"write "*) t=$v'],
    questions: [
      `if [ -n "$p" ]; then say at "the version of $p"; say version "$(${version})"; fi`,
      'say at "the job folder"',
      'if [ -d "${f%/*}" ]; then say folder there; fi',
      'if [ -n "$k" ] && [ -n "$t" ]; then if (umask "$o"; printf %s "$j" >"$t") 2>/dev/null; then g=1; say wrote yes; fi; fi',
      'say at "its load"',
      'x=; { read -r x y </proc/loadavg; } 2>/dev/null; say load "$x"',
    ],
    last: [
      'read -r x',
      'if [ -n "$g" ]; then rm -f "$t"; fi',
      'if [ -n "$q" ]; then rmdir "$r"; fi 2>/dev/null',
    ],
  };
}
