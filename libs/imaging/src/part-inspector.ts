import { createHash } from 'node:crypto';
import { encodeHead } from './image-head.ts';
import { inspectPart, type PartFacts } from './inspect-part.ts';
import { withPart } from './open-part.ts';
import type { PngHead } from './png-head.ts';

/** Inspects the parts of one image. Parts whose heads are equal, as most are, share one head in memory. */
export class PartInspector {
  readonly #options: { readonly followLinks: boolean };
  /** By the hash of the encoded head. */
  readonly #heads = new Map<string, PngHead>();

  /** @param options.followLinks whether a part may be a symbolic link */
  constructor(options: { readonly followLinks: boolean }) {
    this.#options = options;
  }

  /** @throws TdError that names the path */
  async inspect(path: string): Promise<PartFacts> {
    const facts = await withPart(path, this.#options, inspectPart);
    return { ...facts, head: this.#share(facts.head) };
  }

  #share(head: PngHead): PngHead {
    const hash = createHash('sha256').update(encodeHead(head)).digest('base64');
    const known = this.#heads.get(hash);
    if (known) return known;
    this.#heads.set(hash, head);
    return head;
  }
}
