import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomSuffix } from '@task-distributor/band';
import type { TransferFunctionTest } from '@task-distributor/render';
import { textOf } from '../tuning/own-groups.ts';
import { stampOf } from '../kept/program-stamp.ts';
import { hostStatesFolder } from '../kept/states-folder.ts';
import type { TestedRenderer } from './measure-transfer-function.ts';
import type { TransferFunction } from './transfer-function.ts';
import { TransferTable } from './transfer-table.ts';

/** What is known of a transfer, in a file on this machine's own disk, until it is started again. */
export class StoredTransferFunction {
  /** null = nothing can be stored here. */
  readonly #path: string | null;

  constructor({ request, states, surroundings }: TestedRenderer, test: TransferFunctionTest) {
    const { program, format, options } = request;
    const folder = hostStatesFolder();
    const start = textOf(bootFile);
    const libraries = [stampOf(libraryCache), ...libraryVariables.map((name) => process.env[name] ?? null)];
    const facts = [start, libraries, program, stampOf(program), format, options];
    const settings = states.settings(options, surroundings);
    const key = hashOf(JSON.stringify([...facts, settings, test])).slice(0, 32);
    const isKnown = folder !== null && start !== '';
    this.#path = isKnown ? join(folder, `${prefix}${key}.json`) : null;
  }

  /** null = nothing, or nothing that is sound */
  read(): TransferFunction | null {
    if (this.#path === null) return null;
    try {
      // Reading something else might not end.
      const found = lstatSync(this.#path);
      return found.isFile() && found.size < largestFile ? decode(readFileSync(this.#path, 'utf8')) : null;
    } catch {
      return null;
    }
  }

  /** Does nothing if it cannot be written. */
  write(transfer: TransferFunction): void {
    if (this.#path === null) return;
    const temporary = `${this.#path}-${randomSuffix()}`;
    try {
      writeFileSync(temporary, encode(transfer), { flag: 'wx', mode: 0o600 });
      renameSync(temporary, this.#path);
      removeOld(dirname(this.#path));
    } catch {
      // The next band measures it again.
      rmSync(temporary, { force: true });
    }
  }
}

interface Encoded {
  readonly sum: string;
  readonly text: string;
}

function encode({ head, table }: TransferFunction): string {
  const chunks = head.chunks.map(({ type, data }) => ({ type, data: data.toString('base64') }));
  const thresholds = [...table.thresholds];
  const text = JSON.stringify({ header: head.header, chunks, thresholds });
  return JSON.stringify({ sum: hashOf(text), text } satisfies Encoded);
}

/** @throws for a file that has been damaged */
function decode(file: string): TransferFunction | null {
  const { sum, text } = JSON.parse(file) as Encoded;
  if (hashOf(text) !== sum) return null;
  const { header, chunks, thresholds } = JSON.parse(text) as {
    header: TransferFunction['head']['header'];
    chunks: { type: string; data: string }[];
    thresholds: number[];
  };
  const decoded = chunks.map(({ type, data }) => ({ type, data: Buffer.from(data, 'base64') }));
  return {
    head: { header, palette: null, transparency: null, chunks: decoded },
    table: new TransferTable(new Uint32Array(thresholds)),
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function removeOld(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.startsWith(prefix))) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs > longestAgeMs) rmSync(path, { force: true });
  }
}

const prefix = 'td-transfer-';
const largestFile = 2 ** 20;
const longestAgeMs = 7 * 24 * 3_600_000;
/** A new one after each start of the machine. */
const bootFile = '/proc/sys/kernel/random/boot_id';
/** It is written when a library is installed: the one of mathematics decides about the last bit of a float. */
const libraryCache = '/etc/ld.so.cache';
/** They, too, decide which one is used, and how. */
const libraryVariables = ['LD_LIBRARY_PATH', 'LD_PRELOAD', 'GLIBC_TUNABLES'];
