import type { ShownBand, ShownHost, ShownSpell, Snapshot } from '../src/snapshot.ts';

const hosts = ['pi110', 'pi111', '<script>alert(1)</script>'] as const;

/** A job in the middle, with all that can happen. */
export function busySnapshot(): Snapshot {
  const opened = Date.now() - 90_000;
  return {
    job: {
      id: '1',
      phase: 'running',
      title: 'busy.pov',
      folder: '/glusterfs/povray/a-folder-with-a-very-long-name-that-has-to-be-broken-somewhere',
      image: { width: 800, height: 600 },
      small: { width: 800, height: 600 },
      note: null,
    },
    progress: {
      percent: 42.4,
      bands: 6,
      bandsDone: 2,
      bandsFailed: 0,
      opened,
      ended: null,
      remaining: '2 to 5 min',
    },
    bands: [
      band(1, 200, hosts[0], 'done', 100),
      band(201, 400, hosts[1], 'done', 100),
      band(401, 500, hosts[2], 'rendering', 40),
      band(501, 600, null, 'waiting', 0),
    ],
    hosts: [
      host(hosts[0], 'idle', [spell(opened, 1000, 40_000, 'done'), spell(opened, 45_000, 50_000, 'failed')]),
      host(hosts[1], 'quarantined', [spell(opened, 2000, 70_000, 'split')]),
      host(hosts[2], 'rendering', [spell(opened, 3000, null, 'running')]),
    ],
    log: [
      { at: opened + 3000, text: 'pi110 failed at rows 1-2: <img src=x onerror=alert(1)>', kind: 'bad' },
      { at: opened + 2000, text: 'The image is whole', kind: 'good' },
      { at: opened, text: 'The job was opened', kind: 'plain' },
    ],
    pictures: { probe: null, previews: [] },
  };
}

function band(first: number, last: number, name: string | null, phase: string, percent: number): ShownBand {
  return { first, last, host: name, phase, percent };
}

function host(name: string, phase: string, spells: readonly ShownSpell[]): ShownHost {
  return { name, phase, rowsDone: 200, rowsPerSecond: 4.2, spells };
}

function spell(opened: number, from: number, to: number | null, outcome: ShownSpell['outcome']): ShownSpell {
  const reason = outcome === 'failed' ? 'no reason' : null;
  const times = { from: opened + from, to: to === null ? null : opened + to };
  return { first: 1, last: 200, kind: 'attempt', attempt: 1, ...times, outcome, reason };
}
