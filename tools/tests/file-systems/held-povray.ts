import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A POV-Ray on PATH that renders one band, and waits with the others for as long as it is held. */
export class HeldPovray {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    const program = `#!/bin/sh
mkdir '${folder}/first' 2>/dev/null || while [ -e '${folder}/held' ]; do sleep 0.1; done
exec /usr/bin/povray "$@"
`;
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/povray'), program, { mode: 0o755 });
  }

  get path(): string {
    return join(this.#folder, 'bin');
  }

  /** The next band is the first. */
  hold(): void {
    rmSync(join(this.#folder, 'first'), { recursive: true, force: true });
    writeFileSync(join(this.#folder, 'held'), '');
  }

  letGo(): void {
    rmSync(join(this.#folder, 'held'), { force: true });
  }
}
