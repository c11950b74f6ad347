import { TdError } from '@task-distributor/band';
import {
  colourMeaning,
  contradict,
  describeMeaning,
  isAboutColours,
  noMeaning,
  type ColourMeaning,
} from './colour-meaning.ts';
import type { KnownPart } from './known-part.ts';
import type { PngHead } from './png-head.ts';
import { mayBeByImageMagick, restoreSrgb } from './restore-srgb.ts';

/**
 * The part that comes first in this order determines the colours of the image: a marked part before one without a
 * mark, a part with colour metadata before one without, and then the one nearer to the top.
 */
export function byColourPrecedence(a: KnownPart, b: KnownPart): number {
  return rank(a) - rank(b) || a.rows.first - b.rows.first;
}

function rank({ facts: { head, marked } }: KnownPart): number {
  const hasNoColours = !head.chunks.some(({ type }) => isAboutColours(type));
  return (marked ? 0 : 2) + (hasNoColours ? 1 : 0);
}

/** The part's head, with sRGB where ImageMagick has replaced it. */
export function headWithColours({ facts: { head, marked } }: KnownPart): PngHead {
  return marked ? head : { ...head, chunks: restoreSrgb(head.chunks) };
}

/**
 * Refuses parts whose colours contradict each other: samples are joined as they are, and the image can have only one
 * colour space. Parts without colour metadata take that of the others. Metadata that ImageMagick may have written
 * counts as sRGB; beside marked parts it counts as none.
 * @param parts in row order
 * @throws TdError that names two parts that contradict each other, and the way out
 */
export function refuseContradictions(parts: readonly KnownPart[]): void {
  const besideMarked = parts.some(({ facts }) => facts.marked !== null);
  const distinct = distinctMetadata(parts);
  let known = noMeaning;
  for (const part of distinct) {
    const meaning = meaningOf(part, besideMarked);
    if (contradict(meaning, known)) {
      const other = distinct.find((earlier) => contradict(meaningOf(earlier, besideMarked), meaning))!;
      throw new TdError(
        `${part.path}: Its colours are ${describeMeaning(meaning)}, but those of ${other.path} are ` +
          `${describeMeaning(meaningOf(other, besideMarked))}, and samples are joined as they are; convert the parts ` +
          'to one of them, or take a wrong gAMA, cHRM, sRGB or iCCP chunk out',
        { code: 'E_COLOURS', path: part.path },
      );
    }
    known = {
      gamma: known.gamma ?? meaning.gamma,
      primaries: known.primaries ?? meaning.primaries,
      profile: known.profile ?? meaning.profile,
    };
  }
}

/** The first part with each head. Others with the same head add nothing, and inflating profiles takes time. */
function distinctMetadata(parts: readonly KnownPart[]): KnownPart[] {
  const seen = { marked: new Set<PngHead>(), unmarked: new Set<PngHead>() };
  return parts.filter(({ facts: { head, marked } }) => {
    const heads = marked ? seen.marked : seen.unmarked;
    const isNew = !heads.has(head);
    heads.add(head);
    return isNew;
  });
}

function meaningOf({ facts: { head, marked } }: KnownPart, besideMarked: boolean): ColourMeaning {
  if (marked) return colourMeaning(head.chunks);
  if (besideMarked && mayBeByImageMagick(head.chunks)) return noMeaning;
  return colourMeaning(restoreSrgb(head.chunks));
}
