import type { FileHandle } from 'node:fs/promises';
import { errorCode } from '@task-distributor/band';
import { decodeLogLine, type TimedEvent } from '@task-distributor/history';
import { readHead } from './append-to-log.ts';
import { jobLogPath } from './names.ts';
import { readRegularFile } from './open-regular-file.ts';

/** Up to where a log has been read. */
export interface LogPosition {
  /** Its first line, which no other log has; '' = there was none yet. */
  readonly head: string;
  /** Bytes. */
  readonly offset: number;
}

/** What has come since a log was read last. */
export interface LogPiece {
  readonly events: readonly TimedEvent[];
  /** For the next call. */
  readonly position: LogPosition;
  /** This is another log than before, read from its start: what was read before does not count any more. */
  readonly isOther: boolean;
  /** Nothing else was there; false = call again. */
  readonly isAtEnd: boolean;
}

/**
 * Reads on in the log of the job in a folder. A last line without its newline is not read yet. Lines that are torn, or of a later
 * version, are left out.
 * @param from where the last call has ended; null = from the start
 * @returns null = there is no log
 * @throws the system's error
 */
export async function readJobLog(folder: string, from: LogPosition | null): Promise<LogPiece | null> {
  try {
    // Opened each time: a network file system serves stale content of an open file.
    return await readRegularFile(jobLogPath(folder), (handle) => readFrom(handle, from));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'E_NOT_A_FILE'].includes(errorCode(error))) return null;
    throw error;
  }
}

async function readFrom(handle: FileHandle, from: LogPosition | null): Promise<LogPiece> {
  const head = await readHead(handle);
  const { size } = await handle.stat();
  const isSame = from !== null && from.head === head && from.offset <= size;
  const isOther = from !== null && from.head !== '' && !isSame;
  const offset = isSame ? from.offset : 0;
  const length = Math.min(pieceBytes, size - offset);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
  const bytes = buffer.subarray(0, bytesRead);
  const lines = bytes.lastIndexOf(0x0a) + 1;
  // A line that fills the piece is none of ours.
  const read = lines === 0 && bytesRead === pieceBytes ? pieceBytes : lines;
  return {
    events: eventsIn(bytes.toString('utf8', 0, lines)),
    position: { head, offset: offset + read },
    isOther,
    isAtEnd: offset + bytesRead >= size,
  };
}

function eventsIn(text: string): TimedEvent[] {
  return text
    .split('\n')
    .map(decodeLogLine)
    .filter((event) => event !== null);
}

const pieceBytes = 4 * 2 ** 20;
