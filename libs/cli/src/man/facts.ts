/** Exit codes and their meanings, the same for all commands; as in docs/README.md. */
export const exitStatuses: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done'],
  [1, 'it failed, or the answer is no; also for empty input'],
  [2, 'wrong usage, or an input line that cannot be read'],
  [75, 'td-worker: the machine has too few processes, file handles or too little memory left at the moment'],
  [124, 'timed out'],
  [129, 'the terminal was closed (SIGHUP); not after `nohup`'],
  [130, 'interrupted (SIGINT, Ctrl-C); a second Ctrl-C ends the command at once'],
  [141, 'the reader of the output went away'],
  [143, 'terminated (SIGTERM)'],
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
