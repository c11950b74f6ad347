import { choicesOf } from './choices-of.ts';
import type { SettingRows } from './setting-row.ts';

/** The names of the launchers in libs/remote. */
const ways = choicesOf({
  auto: 'locally on this machine, by SSH on any other',
  local: "on this machine, whatever the host's name is",
  ssh: 'by SSH',
  openssh: "by the system's ssh",
});

const schedules = choicesOf({
  auto: 'by cost, if a small picture shows early enough what the rows cost, else even',
  even: 'bands of equal numbers of rows, as in the original',
  cost: 'bands of equal time, by the costs that td-probe finds',
});

export const hostSettings = {
  schedule: {
    options: ['--schedule'],
    type: 'choice',
    choices: schedules.choices,
    value: 'HOW',
    default: 'auto',
    help: `How the image is cut. ${schedules.help}`,
    env: 'TD_SCHEDULE',
    commands: { 'td-master': {} },
  },
  hosts: {
    options: ['--hosts'],
    synonyms: ['nodes-file', 'hostfile', 'machines', 'servers', 'login-file'],
    names: 'hosts',
    type: 'text',
    value: 'LIST|FILE',
    noun: 'a list or a file of hosts',
    completes: 'list of hosts',
    help: 'Hosts: a list separated by commas, or a file with one `[slots/][user@]host[:port] [weight=N]` a line. `@NAME` in the list is a set of hosts from a settings file.',
    details: 'See [named sets of hosts](../settings.md#named-sets-of-hosts).',
    env: 'TD_HOSTS',
    commands: {
      'td-master': { defaultText: 'this machine' },
      'td-partition': { defaultText: 'bands name no host' },
      'td-probe': {
        help: 'Hosts that render the small pictures together, in parallel: a list separated by commas, or a file with one `[slots/][user@]host[:port] [weight=N]` a line.',
        defaultText: 'this machine',
        // td-master makes its estimate on this machine, and so does the pipeline that it stands for.
        env: null,
        key: null,
      },
      'td-check': { defaultText: 'this machine' },
      'td-dispatch': {
        help: 'Hosts for bands that name none, or whose host has failed: a list separated by commas, or a file with one `[slots/][user@]host[:port] [weight=N]` a line.',
        defaultText: 'those that bands name; for bands that name none, this machine',
      },
    },
  },
  user: {
    options: ['--user'],
    type: 'text',
    value: 'NAME',
    noun: 'a user',
    help: 'User to log in as on hosts of `--hosts` that name none.',
    defaultText: 'as in ssh_config',
    synonyms: ['login', 'username'],
    env: 'TD_USER',
    commands: { 'td-master': {}, 'td-partition': {}, 'td-probe': {}, 'td-check': {}, 'td-dispatch': {} },
  },
  weights: {
    options: ['--weights'],
    synonyms: ['speeds'],
    belongsTo: 'hosts',
    type: 'weights',
    value: 'N,N,...',
    help: 'Speed of each host, in proportion to the others: a host of weight 2 gets twice the work of a host of weight 1.',
    defaultText: 'as in the list of hosts, else 1',
    commands: {
      'td-master': {},
      'td-partition': {
        details: 'Without `--hosts`, the sizes of the bands, in proportion to each other.',
      },
      'td-dispatch': {
        help: 'Speed of each host, in proportion to the others: it helps to tell which running band would end last.',
      },
    },
  },
  remember: {
    options: ['--remember'],
    type: 'flag',
    default: true,
    help: 'Use no speeds of earlier jobs, and keep none of this one.',
    details:
      'They are in `speeds.json`, in `$XDG_STATE_HOME/task-distributor` or `~/.local/state/task-distributor`.',
    defaultText: 'hosts without weights get work in proportion to their speeds in earlier jobs',
    env: 'TD_REMEMBER',
    commands: { 'td-master': {} },
  },
  via: {
    options: ['--via'],
    synonyms: ['launcher'],
    type: 'choice',
    choices: ways.choices,
    value: 'WAY',
    default: 'auto',
    help: `How workers are started. ${ways.help}`,
    env: 'TD_VIA',
    commands: { 'td-master': {}, 'td-dispatch': {}, 'td-probe': {}, 'td-check': {} },
  },
  acceptNew: {
    options: ['--accept-new'],
    type: 'flag',
    help: 'Accept the key of an unknown host, and add it to known_hosts.',
    details: 'A key that has changed is still refused.',
    env: 'TD_ACCEPT_NEW',
    commands: { 'td-master': {}, 'td-dispatch': {}, 'td-probe': {}, 'td-check': {} },
  },
  jobs: {
    options: ['--jobs'],
    synonyms: ['parallel'],
    type: 'count >= 1',
    value: 'N',
    noun: 'workers',
    help: 'Maximum number of workers at the same time, on all hosts together.',
    defaultText: 'on this machine one for each processor, on other hosts as many as their slots allow',
    env: 'TD_JOBS',
    commands: { 'td-master': {}, 'td-dispatch': {} },
  },
} as const satisfies SettingRows;
