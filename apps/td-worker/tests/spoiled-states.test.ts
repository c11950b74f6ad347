import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fakeRenderer } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { SlowBand } from './slow-band.ts';

// POV-Ray's state file, as something else than POV-Ray has left it: `$f`. Here a record has 1.5 kB.
test.each([
  ['of another version', 'printf 0002 | dd of=$f bs=1 seek=28 conv=notrunc'],
  ['cut off in its head', 'truncate -s 100 $f'],
  ['cut off after its head', 'truncate -s 512 $f'],
  ['cut off in the head of a record', 'truncate -s 520 $f'],
  ['cut off in the pixels of a record', 'truncate -s 6000 $f'],
  ['with garbage in it', 'yes garbage | head -c 5000 | dd of=$f bs=1 seek=3000 conv=notrunc'],
  ['with garbage at its end', 'yes garbage | head -c 5000 >>$f'],
  ['with the same blocks twice', 'tail -c +513 $f >more; cat more >>$f'],
  ['removed', 'rm $f'],
])('a band is cut short beside a state file %s: the pixels are right', async (_, spoil) => {
  const band = await SlowBand.create(700);
  const spoiled = join(band.folder, 'spoiled');
  const povray = await fakeRenderer(
    band.folder,
    `spoil() {
  until f=$(ls *.pov-state) && [ "$(stat -c %s $f)" -gt 8000 ]; do sleep 0.02; done
  ${spoil}
  : >${spoiled}
}
case "$*" in *' -C'*) spoil >/dev/null 2>&1 & ;; esac
exec povray "$@"`,
  );
  let timer: NodeJS.Timeout | undefined;
  const lines = await band.work(
    ['--povray', povray],
    () => undefined,
    ({ write }) => {
      timer = setInterval(() => {
        if (existsSync(spoiled)) write('\ncut 64\n');
      }, 50);
    },
  );
  clearInterval(timer);
  const last = Number(lines.at(-1)!.split('\t')[1]);
  expect(lines.at(-1)).toContain('\tended\t');
  await band.expectRows(`rows-000001-${String(last).padStart(6, '0')}.png`, 1, last);
});
