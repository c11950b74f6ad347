import { dirname, resolve } from 'node:path';
import { longestText } from './parse-job-file.ts';

/** What the files that a scene reads contained when the job began. */
export interface JobReads {
  /** SHA-256 of the contents of all of them, in the order in which they are read. */
  readonly hash: string;
  /** How many they are. */
  readonly count: number;
  /**
   * All or the first of them, to name the one that changes: the beginning of the SHA-256 of the content, a space, and the
   * path, which is relative to the folder of the scene if the file is in that folder.
   */
  readonly files: readonly string[];
  /**
   * Of the scene and of each of `files`: size in bytes and modification time in nanoseconds, with a space between; '' = not known.
   * Missing = none is known.
   */
  readonly stamps?: readonly string[];
}

/** A scene, and what it reads. */
export interface ReadingScene {
  /** Absolute path. */
  readonly scene: string;
  /** Missing = not known. */
  readonly reads?: JobReads;
}

/**
 * How the files that a scene reads have changed since a job began, one sentence a file.
 * @param then when the job began
 */
export function changedReads(then: ReadingScene, now: ReadingScene): string[] {
  if (then.reads === undefined || now.reads === undefined || then.reads.hash === now.reads.hash) return [];
  const before = hashes(then.reads);
  const after = hashes(now.reads);
  const named = (path: string): string => resolve(dirname(now.scene), path);
  const changes = [
    ...[...before].flatMap(([path, hash]) => {
      const found = after.get(path);
      if (found === undefined) return [`${named(path)} is not read any more`];
      return found === hash ? [] : [`${named(path)} has changed since this job began`];
    }),
    ...[...after.keys()]
      .filter((path) => then.reads!.count === before.size && !before.has(path))
      .map((path) => `${named(path)} was not read when this job began`),
  ];
  if (changes.length === 0) return ['a file that the scene reads has changed since this job began'];
  const more = changes.length - mostNamed;
  return more > 1 ? [...changes.slice(0, mostNamed), `${more} more files`] : changes;
}

/** The same, with no more files than fit into a number of bytes of a job file. */
export function shortened({ files, stamps, ...reads }: JobReads, bytes: number): JobReads {
  const named = [...files.keys()].filter((i) => files[i]!.length <= longestText);
  let room = bytes;
  const end = named.findIndex((i) => (room -= Buffer.byteLength(JSON.stringify(files[i])) + indent) < 0);
  const kept = end === -1 ? named : named.slice(0, end);
  const short = { ...reads, files: kept.map((i) => files[i]!) };
  return stamps === undefined
    ? short
    : { ...short, stamps: [stamps[0]!, ...kept.map((i) => stamps[i + 1]!)] };
}

function hashes({ files }: JobReads): Map<string, string> {
  return new Map(
    files.map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(space + 1), line.slice(0, space)];
    }),
  );
}

const mostNamed = 3;

/** Bytes of a line of the job file besides its text. */
const indent = 8;
