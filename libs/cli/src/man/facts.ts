import type { CommandName } from '../settings/commands.ts';

/** An exit code as in docs/README.md, and the commands that can give it for this reason; without them, all can. */
export interface ExitStatus {
  readonly code: number;
  readonly meaning: string;
  readonly commands?: readonly CommandName[];
}

export const exitStatuses: readonly ExitStatus[] = [
  { code: 0, meaning: 'done' },
  { code: 1, meaning: 'it failed, or the answer is no' },
  { code: 1, meaning: 'also for empty input', commands: ['td-dispatch', 'td-wait', 'td-compose'] },
  { code: 2, meaning: 'wrong usage, or an input line that cannot be read' },
  { code: 2, meaning: 'also for an empty file', commands: ['td-report'] },
  {
    code: 75,
    meaning: 'the machine has too few processes, file handles or too little memory left at the moment',
    commands: ['td-worker'],
  },
  { code: 124, meaning: 'timed out', commands: ['td-master', 'td-wait', 'td-compose'] },
  { code: 129, meaning: 'the terminal was closed (SIGHUP); not after `nohup`' },
  { code: 130, meaning: 'interrupted (SIGINT, Ctrl-C); a second Ctrl-C ends the command at once' },
  { code: 141, meaning: 'the reader of the output went away' },
  { code: 143, meaning: 'terminated (SIGTERM)' },
];

/** A file that commands with a certain setting use. */
export interface NamedFile {
  readonly path: string;
  readonly text: string;
  /** Name of the setting. */
  readonly setting: string;
}

export const files: readonly NamedFile[] = [
  {
    path: 'FOLDER/lockfile',
    text: 'Exists while a job is open in the job folder. Each line says that a band, or a host, has finished.',
    setting: 'folder',
  },
  {
    path: 'FOLDER/.td-job.json',
    text: 'Describes the job: its ID, its scene, its plan, and who has opened it.',
    setting: 'folder',
  },
  {
    path: 'FOLDER/rows-000151-000300.png',
    text: 'A part: the rows 151 to 300 of the image.',
    setting: 'folder',
  },
  {
    path: '~/.ssh/config',
    text: 'Users, keys, ports and jump hosts of the hosts. See ssh_config(5).',
    setting: 'acceptNew',
  },
  { path: '~/.ssh/known_hosts', text: 'Known keys of hosts. See sshd(8).', setting: 'acceptNew' },
];
