import type { Completes } from './setting-row.ts';

/** What a command accepts besides options. */
export interface CommandWords {
  /** Operands as in the synopsis; optional ones in brackets. Empty = none. */
  readonly operands: string;
  /** What the operands are, in one or two sentences; missing = there are none. */
  readonly operandsText?: string;
  /** What Tab completes an operand with; missing = files. */
  readonly operandCompletes?: Completes;
  /** Maximum number of operands; Infinity if the command checks the number itself. */
  readonly mostOperands: number;
  /** What the words after `--` are; null = none are accepted. */
  readonly afterDashes: string | null;
  /** What happens to them, in one or two sentences. */
  readonly afterDashesText?: string;
}

const optionsOnly = { operands: '', mostOperands: 0, afterDashes: null } as const;
const rendererOptions = {
  afterDashes: 'POV-RAY OPTIONS',
  afterDashesText:
    'Passed to POV-Ray as they are, after the options that Task-Distributor needs itself. See povray(1).',
} as const;
const withRendererOptions = { ...optionsOnly, ...rendererOptions } as const;

/** The commands, in the order in which users meet them. */
export const commands = {
  'td-master': withRendererOptions,
  'td-partition': optionsOnly,
  'td-probe': withRendererOptions,
  'td-check': withRendererOptions,
  'td-dispatch': withRendererOptions,
  'td-wait': {
    operands: '[HOST...]',
    operandCompletes: 'hosts',
    operandsText:
      'Names of hosts to wait for, instead of the bands on stdin. They are printed in the given order.',
    mostOperands: Infinity,
    afterDashes: null,
  },
  'td-progress': optionsOnly,
  'td-compose': {
    operands: '[PART...]',
    operandsText: 'Parts to join in the given order, instead of those of the bands on stdin.',
    mostOperands: Infinity,
    afterDashes: null,
  },
  'td-report': {
    operands: 'JOBLOG|FOLDER...',
    operandsText: 'Joblogs, logs of the original, folders of logs, and job folders.',
    mostOperands: Infinity,
    afterDashes: null,
  },
  'td-worker': {
    operands: 'N FOLDER/ FILE +FN +W800 +H600 +O/tmp/ +SR151 +ER300 JOB-FOLDER LOCKFILE',
    operandsText:
      "The original worker's eleven arguments: number of nodes, scene folder, scene file, output format, width, height, output folder (not used), first row, last row, job folder, lockfile.",
    mostOperands: Infinity,
    ...rendererOptions,
  },
  'td-crop': {
    operands: '[INPUT|-]',
    operandsText: 'Image to cut. Without it, or with `-`, it is read from stdin.',
    mostOperands: 1,
    afterDashes: null,
  },
  'td-mark-done': optionsOnly,
  'td-view': optionsOnly,
} as const satisfies Record<string, CommandWords>;

export type CommandName = keyof typeof commands;
