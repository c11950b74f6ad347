import { createHash } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomSuffix } from '@task-distributor/band';
import type { TransferTest } from '@task-distributor/render';
import { textOf } from '../tuning/own-groups.ts';
import { hostStatesFolder } from '../kept/states-folder.ts';
import type { TestedRenderer } from './measure-transfer.ts';
import type { Transfer } from './transfer.ts';
import { TransferTable } from './transfer-table.ts';

/** What is known of a transfer, in a file on this machine's own disk, until it is started again. */
export class StoredTransfer {
  /** null = nothing can be stored here. */
  readonly #path: string | null;

  constructor({ request, states, surroundings }: TestedRenderer, test: TransferTest) {
    const { program, format, options } = request;
    const folder = hostStatesFolder();
    const facts = [program, stampOf(program), format, options, states.settings(options, surroundings), test];
    const key = createHash('sha256').update(JSON.stringify([textOf(bootFile), ...facts]));
    this.#path = folder === null ? null : join(folder, `td-transfer-${key.digest('hex').slice(0, 32)}.json`);
  }

  /** null = nothing, or nothing that is sound */
  read(): Transfer | null {
    if (this.#path === null) return null;
    try {
      return decode(readFileSync(this.#path, 'utf8'));
    } catch {
      return null;
    }
  }

  /** Does nothing if it cannot be written. */
  write(transfer: Transfer): void {
    if (this.#path === null) return;
    try {
      const temporary = `${this.#path}-${randomSuffix()}`;
      writeFileSync(temporary, encode(transfer), { flag: 'wx', mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch {
      // The next band measures it again.
    }
  }
}

interface Encoded {
  readonly sum: string;
  readonly text: string;
}

function encode({ head, table }: Transfer): string {
  const chunks = head.chunks.map(({ type, data }) => ({ type, data: data.toString('base64') }));
  const thresholds = [...table.thresholds];
  const text = JSON.stringify({ header: head.header, chunks, thresholds });
  return JSON.stringify({ sum: sumOf(text), text } satisfies Encoded);
}

/** @throws for a file that has been damaged */
function decode(file: string): Transfer | null {
  const { sum, text } = JSON.parse(file) as Encoded;
  if (sumOf(text) !== sum) return null;
  const { header, chunks, thresholds } = JSON.parse(text) as {
    header: Transfer['head']['header'];
    chunks: { type: string; data: string }[];
    thresholds: number[];
  };
  const decoded = chunks.map(({ type, data }) => ({ type, data: Buffer.from(data, 'base64') }));
  return {
    head: { header, palette: null, transparency: null, chunks: decoded },
    table: new TransferTable(new Uint32Array(thresholds)),
  };
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`;
}

/** A new one after each start of the machine, which may have got another library of mathematics. */
const bootFile = '/proc/sys/kernel/random/boot_id';
