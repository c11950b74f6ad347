import { TdError } from '@task-distributor/band';
import {
  colourMeaning,
  contradict,
  describeMeaning,
  isAboutColours,
  nothingSaid,
  type ColourMeaning,
} from './colour-meaning.ts';
import { byImageMagick, withPovrayColours } from './image-head.ts';
import type { PartFacts } from './inspect-part.ts';
import type { PngHead } from './png-head.ts';

interface Part {
  readonly path: string;
  readonly facts: PartFacts;
}

/**
 * The head that says what the joined image's colours are: the first of ours, else the first one, that says something.
 * @param parts in row order, at least one
 */
export function speakingHead(parts: readonly Part[]): PngHead {
  const ours = parts.filter(isMarked);
  const candidates = ours.length > 0 ? ours : parts;
  const speaker = candidates.find(({ facts }) => facts.head.chunks.some(({ type }) => isAboutColours(type)));
  const { head, layout } = (speaker ?? candidates[0]!).facts;
  return layout?.mark ? head : { ...head, chunks: withPovrayColours(head.chunks) };
}

/**
 * Samples are joined as they are, and only one meaning can be said of them. Parts that say nothing take the others'.
 * What ImageMagick says of a part that it has cut counts as sRGB, and beside parts of ours as nothing said.
 * @param parts in row order
 * @throws TdError that names two parts that contradict each other, and the way out
 */
export function refuseContradictions(parts: readonly Part[]): void {
  const marked = parts.some(isMarked);
  let known = nothingSaid;
  const meanings: ColourMeaning[] = [];
  for (const { path, facts } of parts) {
    const meaning = meaningOf(facts, marked);
    if (contradict(meaning, known)) {
      const other = meanings.findIndex((earlier) => contradict(earlier, meaning));
      throw new TdError(
        `${path}: Its colours are ${describeMeaning(meaning)}, but those of ${parts[other]!.path} are ` +
          `${describeMeaning(meanings[other]!)}, and samples are joined as they are; convert the parts to one of ` +
          'them, or take a wrong gAMA, cHRM, sRGB or iCCP chunk out',
        { code: 'E_COLOURS', path },
      );
    }
    meanings.push(meaning);
    known = {
      gamma: known.gamma ?? meaning.gamma,
      primaries: known.primaries ?? meaning.primaries,
      profile: known.profile ?? meaning.profile,
    };
  }
}

function meaningOf({ head, layout }: PartFacts, besideOurs: boolean): ColourMeaning {
  if (layout?.mark) return colourMeaning(head.chunks);
  if (besideOurs && byImageMagick(head.chunks)) return nothingSaid;
  return colourMeaning(withPovrayColours(head.chunks));
}

function isMarked({ facts }: Part): boolean {
  return Boolean(facts.layout?.mark);
}
