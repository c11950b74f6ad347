import type { Rows } from '@task-distributor/band';
import type { Follower, Shown } from '../src/server/shown.ts';
import type { Snapshot } from '../src/snapshot.ts';
import { emptySnapshot } from '../src/watch/snapshot-of.ts';

/** Shows what a test says. */
export class FakeShown implements Shown {
  snapshot: Snapshot = emptySnapshot('job');
  painted: Rows[] = [];
  readonly asked: Rows[] = [];
  readonly followers = new Set<Follower>();

  rows(rows: Rows): Buffer | null {
    this.asked.push(rows);
    return rows.last <= 100 ? Buffer.from('rows') : null;
  }

  preview(): Buffer | null {
    return null;
  }

  probe(): Buffer | null {
    return Buffer.from('probe');
  }

  follow(follower: Follower): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  change(changed: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...changed };
    for (const follower of this.followers) follower.changed();
  }
}
