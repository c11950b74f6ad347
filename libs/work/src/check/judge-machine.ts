import { faultOf } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import { bytesText, good, type Judgement, notGood } from './cells.ts';
import { commandOn, type JudgedHost } from './judged-host.ts';

export function judgeRenderer(judged: JudgedHost): Judgement {
  const { plan, worker, answers } = judged;
  const { scene } = plan.dispatch.image;
  const { name, host } = rendererFor(scene);
  const { facts, rendererVersion } = answers;
  if (facts.renderer === null) {
    if (worker.runs === 'original') {
      const message = `the original's worker has a path of its own for ${name}: not checked`;
      return notGood('odd', 'renderer', '?', message);
    }
    const asked = plan.dispatch.worker.renderer;
    const install = `sudo ${host.check.installCommand}`;
    const command = asked === null ? commandOn(judged, install, true) : null;
    return notGood('bad', 'renderer', 'missing', host.whyMissing(asked), command);
  }
  if (rendererVersion !== null) return good(shortVersion(rendererVersion));
  return notGood('odd', 'renderer', '?', `${facts.renderer} does not say which version of ${name} it is`);
}

/** `3.7.0.10` of `3.7.0.10.unofficial`. */
function shortVersion(version: string): string {
  return /^\d+(\.\d+)*/.exec(version)?.[0] ?? version;
}

export function judgeMemory({ answers }: JudgedHost): Judgement {
  const { freeMemory } = answers.facts.machine;
  return good(freeMemory === null ? '?' : bytesText(freeMemory));
}

export function judgeDisk(judged: JudgedHost): Judgement {
  const { runs, freeBytes } = judged.answers.facts;
  if (runs === null) {
    const message = `neither TMPDIR nor /tmp can be written there; ${faultOf('E_RENDER_FOLDER')!.advice!(1)}`;
    return notGood('bad', 'disk', 'no write', message, commandOn(judged, 'ls -ld /tmp; df -h /tmp'));
  }
  const text = bytesText(freeBytes);
  if (freeBytes >= leastBytes) return good(text);
  const message = `only ${text} are free for temporary files: without room for its state, a band can neither be cut short nor continued`;
  return notGood('odd', 'disk', text, message, commandOn(judged, 'df -h /tmp'));
}

export function judgeProcessors({ answers }: JudgedHost): Judgement {
  return good(String(answers.facts.machine.processors));
}

export function judgeLoad(judged: JudgedHost): Judgement {
  const { load, facts } = judged.answers;
  if (load === null) return good('?');
  const text = load.toFixed(1);
  const { processors } = facts.machine;
  if (load < processors * busyShare) return good(text);
  const message = `it is busy: a load of ${text} on ${processors === 1 ? '1 processor' : `${processors} processors`}`;
  return notGood('odd', 'load', text, message, commandOn(judged, 'top', true));
}

export function judgeClock(judged: JudgedHost): Judgement {
  const { clock } = judged.answers;
  if (clock === null) return good('?');
  const { seconds, error } = clock;
  const text = differenceText(seconds);
  if (Math.abs(seconds) - error <= mostSeconds) return good(text);
  const message = `its clock is ${text.slice(1)} ${seconds > 0 ? 'ahead' : 'behind'}: the times in the lockfile are those of its clock`;
  return notGood('odd', 'clock', text, message, commandOn(judged, 'timedatectl'));
}

/** `+0.2 s`, `-12 s`, `+3 h`. */
function differenceText(seconds: number): string {
  const size = Math.abs(seconds);
  // Less than half a tenth is `+0.0 s`.
  const sign = seconds <= -0.05 ? '-' : '+';
  if (size < 9.95) return `${sign}${size.toFixed(1)} s`;
  if (size < 600) return `${sign}${Math.round(size)} s`;
  const [unit, name] = size < 36_000 ? [60, 'min'] : size < 864_000 ? [3_600, 'h'] : [86_400, 'd'];
  return `${sign}${Math.round(size / unit)} ${name}`;
}

const leastBytes = 2 ** 30;
/** Of the processors. */
const busyShare = 0.5;
const mostSeconds = 5;
