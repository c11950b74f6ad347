import type { StateBlock, StateReader } from '../../state-format.ts';
import { attributeHeadLength, recordHeadLength, valueLength } from './record-format.ts';
import { RecordFields } from './record-fields.ts';

/**
 * Reads POV-Ray's `.pov-state`: a head, then one message for each finished block, all numbers big endian. Source: POV-Ray
 * 3.7, renderfrontend.cpp, Backup_File_Header; povmscpp.cpp, POVMS_Message::Read; povms.cpp, POVMSStream_Read.
 */
export class PovrayStateReader implements StateReader {
  readonly blocks: StateBlock[] = [];
  isSound = true;
  /** Bytes that have come and are not read yet. */
  #rest: Buffer = Buffer.alloc(0);
  /** How many of the next bytes do not matter. */
  #skip = 0;
  /** Offset in the file of what is read next. */
  #offset = 0;
  /** The record that is being read; null = between two. */
  #record: OpenRecord | null = null;

  write(chunk: Uint8Array): void {
    if (!this.isSound) return;
    const skipped = Math.min(this.#skip, chunk.length);
    this.pass(skipped);
    const fresh = chunk.subarray(skipped);
    if (fresh.length > 0)
      this.#rest = this.#rest.length === 0 ? viewOf(fresh) : Buffer.concat([this.#rest, fresh]);
    while (this.isSound && this.#skip === 0 && this.#step()) this.#closeRecord();
    // A copy, so that no piece of the file is kept.
    this.#rest = this.isSound ? Buffer.from(this.#rest) : Buffer.alloc(0);
  }

  get length(): number {
    const last = this.blocks.at(-1)?.record;
    if (last !== undefined) return last.offset + last.length;
    return this.#offset < headLength ? 0 : headLength;
  }

  get passable(): number {
    return this.#skip;
  }

  pass(bytes: number): void {
    this.#advance(bytes);
    this.#closeRecord();
  }

  /** @returns whether it has read something */
  #step(): boolean {
    if (this.#offset === 0) return this.#readHead();
    return this.#record === null ? this.#openRecord() : this.#readAttribute(this.#record);
  }

  #readHead(): boolean {
    const seen = this.#rest.subarray(0, signature.length);
    if (!seen.equals(signature.subarray(0, seen.length))) return this.#spoil();
    if (seen.length < signature.length) return false;
    this.#consume(headLength);
    return true;
  }

  #openRecord(): boolean {
    const seen = this.#rest.subarray(0, recordStart.length);
    if (!seen.equals(recordStart.subarray(0, seen.length))) return this.#spoil();
    if (this.#rest.length < recordHeadLength) return false;
    const length = this.#rest.readUInt32BE(12) + uncounted;
    if (!this.#rest.subarray(16, 24).equals(objectStart) || length > longestRecord) return this.#spoil();
    const attributes = this.#rest.readUInt32BE(24);
    this.#record = { offset: this.#offset, length, attributes, fields: new RecordFields() };
    this.#consume(recordHeadLength);
    return true;
  }

  #readAttribute(record: OpenRecord): boolean {
    if (record.attributes === 0) return this.#spoil();
    if (this.#rest.length < attributeHeadLength) return false;
    const key = this.#rest.toString('latin1', 0, 4);
    const type = this.#rest.toString('latin1', 4, 8);
    const length = valueLength(this.#rest);
    const end = this.#offset + attributeHeadLength + length;
    if (end > record.offset + record.length) return this.#spoil();
    if (length === 4) {
      if (this.#rest.length < attributeHeadLength + 4) return false;
      record.fields.set(key, type, this.#rest.subarray(attributeHeadLength, attributeHeadLength + 4));
    }
    if (key === 'PBlo' && type === 'VFL4') record.fields.samples = length / 4;
    record.attributes -= 1;
    this.#consume(attributeHeadLength + length);
    return true;
  }

  #closeRecord(): void {
    const record = this.#record;
    if (record === null || this.#skip > 0 || record.attributes > 0) return;
    const { offset, length, fields } = record;
    const block = this.#offset === offset + length ? fields.block : null;
    if (block === null) {
      this.#spoil();
      return;
    }
    this.blocks.push({ ...block, record: { offset, length } });
    this.#record = null;
  }

  /** Takes bytes away, or as many as there are; the others are skipped when they come. */
  #consume(length: number): void {
    const here = Math.min(length, this.#rest.length);
    this.#rest = this.#rest.subarray(here);
    this.#skip = length;
    this.#advance(here);
  }

  #advance(length: number): void {
    this.#skip -= length;
    this.#offset += length;
  }

  #spoil(): false {
    this.isSound = false;
    return false;
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

interface OpenRecord {
  readonly offset: number;
  readonly length: number;
  /** How many are still to be read. */
  attributes: number;
  readonly fields: RecordFields;
}

const signature = Buffer.from('POV-Ray Render State File\0\0\x000001', 'latin1');
const headLength = 512;
/** What follows the signature does not matter. */
export const stateHead = Buffer.concat([signature], headLength);
/** The version of the messages is 3.7. */
const recordStart = Buffer.from('POVRAYMS\0\0\x03\x70', 'latin1');
const objectStart = Buffer.from('RAWSOBJE', 'latin1');
/** What a record has before the part that its size counts. */
const uncounted = 20;
/** A block of 2048 pixels square has 84 MB. */
const longestRecord = 2 ** 28;
