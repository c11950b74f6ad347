import { escapeControls } from '@task-distributor/band';
import { type CheckReport, type Finding, type HostReport, isBad } from '@task-distributor/work';
import type { Paint } from './check-table.ts';

/** What is wrong, and what is worth knowing, with what to type: in one line for all hosts that have the same. */
export function* checkRemarks({ here, hosts }: CheckReport, paint: Paint): Generator<string> {
  const remarks = [here, ...hosts].flatMap((report) =>
    report.findings.map((finding) => ({ report, finding })),
  );
  const groups = new Map<
    string,
    { readonly names: string[]; readonly commands: string[]; finding: Finding }
  >();
  for (const { report, finding } of remarks) {
    const name = report.host ?? 'this machine';
    const key = `${finding.grade} ${finding.message.replaceAll(nameAlone(name), '')}`;
    const group = groups.get(key) ?? { names: [], commands: [], finding };
    groups.set(key, group);
    group.names.push(name);
    if (finding.command !== null) group.commands.push(finding.command);
  }
  const inOrder = [...groups.values()];
  for (const grade of ['bad', 'odd'] as const) {
    for (const { names, commands, finding } of inOrder) {
      if (finding.grade !== grade) continue;
      const word = grade === 'bad' ? 'error' : 'note';
      yield `${paint(word, grade)}: ${names.join(', ')}: ${escapeControls(finding.message)}`;
      for (const command of commands) yield `    ${escapeControls(command)}`;
    }
  }
}

/** The last line: what would become of a job. */
export function outlookLine({ here, hosts, outlook }: CheckReport): string {
  const ready = hosts.filter((host) => !isBad(host)).length;
  const count = countReady(ready, hosts.length);
  if (outlook.wouldFail) {
    const why = isBad(here) || ready === 0 ? '' : ", since other hosts may not take the others' bands";
    return `${ready === 1 && hosts.length > 1 ? count.replace(' are ', ' is ') : count}; a job would fail${why}.`;
  }
  if (outlook.without.length === 0) return `${count}.`;
  const missing = outlook.without;
  const names = missing.length > mostNames ? `${missing.length} of them` : missing.join(', ');
  return `${ready === 1 ? count.replace(' are ', ' is ') : count}; a job would run without ${names}.`;
}

function countReady(ready: number, all: number): string {
  if (all === 1) return ready === 1 ? 'The host is ready' : 'The host is not ready';
  return ready === all ? `All ${all} hosts are ready` : `${ready} of ${all} hosts are ready`;
}

/** What programs get: one object for each host, and one without a host for this machine if something is wrong with it. */
export function* checkJson({ here, hosts }: CheckReport): Generator<string> {
  for (const report of [...(here.findings.length === 0 ? [] : [here]), ...hosts]) {
    yield JSON.stringify({
      host: report.host,
      ok: !isBad(report),
      ...report.facts,
      problems: problemsOf(report),
    });
  }
}

function problemsOf({ findings }: HostReport): object[] {
  return findings.map(({ column, grade, message, command }) => ({
    what: column,
    grade: grade === 'bad' ? 'error' : 'note',
    message,
    try: command,
  }));
}

/** A host's name, with or without the user and the port, in a message. */
function nameAlone(host: string): string {
  return host.replace(/^.*@/, '').replace(/:\d+$/, '');
}

const mostNames = 5;
