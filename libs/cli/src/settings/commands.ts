/** What a command accepts besides options. */
export interface CommandWords {
  /** Operands as in the synopsis; optional ones in brackets. Empty = none. */
  readonly operands: string;
  /** Maximum number of operands; Infinity if the command checks the number itself. */
  readonly mostOperands: number;
  /** What the words after `--` are; null = none are accepted. */
  readonly afterDashes: string | null;
}

const optionsOnly = { operands: '', mostOperands: 0, afterDashes: null } as const;
const withRendererOptions = { ...optionsOnly, afterDashes: 'POV-RAY OPTIONS' } as const;

/** The commands, in the order in which users meet them. */
export const commands = {
  'td-master': withRendererOptions,
  'td-partition': optionsOnly,
  'td-probe': withRendererOptions,
  'td-check': withRendererOptions,
  'td-dispatch': withRendererOptions,
  'td-wait': { operands: '[HOST...]', mostOperands: Infinity, afterDashes: null },
  'td-compose': { operands: '[PART...]', mostOperands: Infinity, afterDashes: null },
  'td-worker': {
    operands: 'N FOLDER/ FILE +FN +W800 +H600 +O/tmp/ +SR151 +ER300 JOB-FOLDER LOCKFILE',
    mostOperands: Infinity,
    afterDashes: 'POV-RAY OPTIONS',
  },
  'td-crop': { operands: '[INPUT|-]', mostOperands: 1, afterDashes: null },
  'td-mark-done': optionsOnly,
} as const satisfies Record<string, CommandWords>;

export type CommandName = keyof typeof commands;
