import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A POV-Ray on PATH that renders one band, and waits with the others for as long as it is held. */
export class HeldPovray {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    const program = `#!/bin/sh
mkdir "${folder}/first-$TD_TEST_HOLD" 2>/dev/null || while [ -e "${folder}/held" ]; do sleep 0.1; done
exec /usr/bin/povray "$@"
`;
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/povray'), program, { mode: 0o755 });
  }

  get path(): string {
    return join(this.#folder, 'bin');
  }

  /** @returns the environment of a job whose first band is rendered; a POV-Ray of an earlier job cannot be that band */
  hold(): { TD_TEST_HOLD: string } {
    writeFileSync(join(this.#folder, 'held'), '');
    return { TD_TEST_HOLD: crypto.randomUUID() };
  }

  letGo(): void {
    rmSync(join(this.#folder, 'held'), { force: true });
  }
}
