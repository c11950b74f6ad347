import fc from 'fast-check';
import { formatRows, timeoutCode, type Band, type BandState } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { inRowOrder, refuseIncomplete, type BandWithRows } from '../src/refuse-incomplete.ts';
import { expectRefusal } from './compose.ts';
import { encodePng } from './encode-png.ts';
import { markedPart, putPart } from './parts.ts';
import { formats, picture } from './pictures.ts';
import { temporaryFolder } from '@task-distributor/testing';

const whole = encodePng(picture(formats['RGB 8']!, 6, 10));
const above = { first: 1, last: 5 };
const below = { first: 6, last: 10 };

function record(rows: { first: number; last: number }, state: BandState, info: string | null = null): Band {
  return { ...rows, host: 'pi111', state, info };
}

async function parts(folder: string): Promise<[Band, Band]> {
  return [
    await putPart(folder, above, await markedPart(whole, above)),
    await putPart(folder, below, await markedPart(whole, below)),
  ];
}

describe('composeBands with bands that do not make a whole image', () => {
  it('exits with 124 if the code of a failed band is that of a time limit', async () => {
    const folder = temporaryFolder();
    const [a] = await parts(folder);
    const timedOut: Band = { ...record(below, 'failed', 'no line came within 5 s'), code: timeoutCode };
    const error = await expectRefusal(folder, [a, timedOut], 10, /no line came within 5 s$/);
    expect(error.exitCode).toBe(124);
    const other = record({ first: 3, last: 4 }, 'failed', 'no disk');
    expect((await expectRefusal(folder, [other, timedOut], 10, /no disk \(and 1 more\)$/)).exitCode).toBe(
      124,
    );
  });

  it('exits with 1 if only the reason of a failed band mentions a timeout', async () => {
    const folder = temporaryFolder();
    const [a] = await parts(folder);
    const reason = 'timed out after 5 s';
    expect((await expectRefusal(folder, [a, record(below, 'failed', reason)], 10, /5 s$/)).exitCode).toBe(1);
  });

  it('reports missing rows with the last state of their bands', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    await expectRefusal(
      folder,
      [a, record(below, 'started')],
      10,
      /^rows 6-10 are missing \(last state: pi111 started\)$/,
    );
    await expectRefusal(
      folder,
      [b],
      12,
      /^rows 1-5 are missing \(no band has them\); rows 11-12 are missing/,
    );
    await expectRefusal(folder, [], 10, /^Expected bands that cover rows 1-10, got none$/);
    await expectRefusal(folder, [a, b, record(below, 'running', '10')], 10, /last state: pi111 running/);
  });

  it('refuses rows that come twice, and rows beyond the image', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    const overlap = await putPart(folder, { first: 5, last: 10 }, whole, 'overlap.png');
    await expectRefusal(
      folder,
      [a, b, overlap],
      10,
      /^Expected each row once, got pi110 rows 1-5 and pi110 rows 5-10$/,
    );
    await expectRefusal(folder, [a, b], 9, /^Expected rows within 1-9, got pi110 rows 6-10/);
  });
});

describe('refuseIncomplete', () => {
  const band = fc
    .record({
      first: fc.integer({ min: 1, max: 30 }),
      height: fc.integer({ min: 1, max: 12 }),
      state: fc.constantFrom<BandState>('-', 'started', 'ended', 'done', 'done'),
    })
    .map(({ first, height, state }): BandWithRows => {
      const info = state === 'done' ? 'part.png' : null;
      return { first, last: first + height - 1, host: `pi${first}`, state, info };
    });
  const bands = fc.uniqueArray(band, { minLength: 1, maxLength: 12, selector: formatRows });

  it('reports each missing row once, with the state of the first band that has it', () => {
    fc.assert(
      fc.property(bands, (all) => {
        const some = withoutOverlap([...all].sort(inRowOrder));
        const missing = missingRows(some, 45);
        const more = missing.length > 3 ? `; and ${missing.length - 3} more` : '';
        expect(messageOf(some, 45)).toBe(missing.slice(0, 3).join('; ') + more);
      }),
    );
  });

  it('finds an overlap of any two done bands', () => {
    fc.assert(
      fc.property(bands, (all) => {
        const sorted = [...all].sort(inRowOrder);
        const overlaps = withoutOverlap(sorted).length < sorted.length;
        expect(messageOf(sorted, 50).startsWith('Expected each row once')).toBe(overlaps);
      }),
    );
  });
});

/** The bands without those `done` ones that overlap an earlier one. */
function withoutOverlap(bands: readonly BandWithRows[]): BandWithRows[] {
  const taken = new Set<number>();
  return bands.filter(({ first, last, state }) => {
    if (state !== 'done') return true;
    const rows = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    if (rows.some((row) => taken.has(row))) return false;
    rows.forEach((row) => taken.add(row));
    return true;
  });
}

/** The missing rows, found one by one. */
function missingRows(bands: readonly BandWithRows[], height: number): string[] {
  const runs: { first: number; last: number; owner: BandWithRows | undefined; isDone: boolean }[] = [];
  for (let row = 1; row <= height; row += 1) {
    const having = bands.filter(({ first, last }) => first <= row && row <= last);
    const [owner] = having;
    const isDone = having.some(({ state }) => state === 'done');
    const run = runs.at(-1);
    if (run && run.owner === owner && run.isDone === isDone) run.last = row;
    else runs.push({ first: row, last: row, owner, isDone });
  }
  return runs
    .filter(({ isDone }) => !isDone)
    .map(({ first, last, owner }) => {
      const state = owner?.state === '-' ? 'not started' : owner?.state;
      const known = owner ? `last state: ${owner.host} ${state}` : 'no band has them';
      return `rows ${first}-${last} are missing (${known})`;
    });
}

function messageOf(bands: readonly BandWithRows[], height: number): string {
  try {
    refuseIncomplete(bands, height);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
