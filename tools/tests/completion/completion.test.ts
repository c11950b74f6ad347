import { temporaryFolder } from '@task-distributor/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type shells, ShellInTmux } from './shell-in-tmux.ts';

const names: (keyof typeof shells)[] = ['bash', 'zsh', 'fish'];
const folder = temporaryFolder();

describe.each(names)('in %s, Tab completes', (name) => {
  let shell: ShellInTmux;
  beforeAll(async () => {
    shell = await ShellInTmux.start(name, folder);
  });
  afterAll(() => shell.close());
  beforeEach(() => shell.clear());

  test.each([
    ['an option', 'td-master --sch', /td-master --schedule/],
    ['an option of another command', 'td-mark-done --ro', /td-mark-done --rows/],
    ['a value', 'td-master --schedule ev', /--schedule even/],
    ['a value after =', 'td-master --schedule=ev', /--schedule=even/],
    ['a host of the file', 'td-master --hosts pi1', /--hosts pi110/],
    ['a host with its port', 'td-master --hosts pi@d', /--hosts pi@desk6:2200/],
    ['a host of ssh_config', 'td-dispatch --hosts=so', /--hosts=solo5/],
    ['a host of an included file', 'td-master --hosts la', /--hosts lab7/],
    ['a known host', 'td-probe --hosts kn', /--hosts known9:2222/],
    ['a host after a comma', 'td-master --hosts pi110,rack3,l', /--hosts pi110,rack3,lab7/],
    ['a file of hosts', 'td-master --hosts ho', /--hosts hosts\.txt/],
    ['a host as an operand', 'td-wait -p jobs lab', /td-wait -p jobs lab7/],
    ['the name of a host', 'td-mark-done --host la', /--host lab7/],
    ['a scene', 'td-master --scene sp', /--scene spiral\.pov/],
    ['a folder', 'td-master -p jo', /-p jobs\//],
    ['a file', 'td-master --joblog no', /--joblog notes\.txt/],
    ['an operand', 'td-compose no', /td-compose notes\.txt/],
    ['a file after --', 'td-master -- no', /-- notes\.txt/],
  ])('%s: %s', async (_, typed, shown) => {
    await shell.type(typed, 'Tab');
    await shell.shows(shown);
  });

  test('values that can be chosen', async () => {
    await shell.type('td-master --schedule ', 'Tab', 'Tab');
    await shell.shows(/auto[^]*cost[^]*even|auto[^]*even[^]*cost/);
  });

  test('only what fits after --', async () => {
    // The second word shows that the first Tab has been read.
    await shell.type('td-master -- --sch', 'Tab', ' sp', 'Tab');
    await shell.shows(/ spiral\.pov/);
    expect(await shell.screen()).toContain('td-master -- --sch spiral.pov');
  });

  test('no host that is in the list already', async () => {
    await shell.type('td-master --hosts lab7,rack1,', 'Tab', 'Tab');
    await shell.shows(/rack3/);
    const listed = (await shell.screen()).split('\n').slice(1).join('\n');
    expect(listed).not.toMatch(/(?<![\w,])(lab7(?!,)|rack1(?!,)|rack2|bad5|pi119)/);
  });

  test('scenes before other files', async () => {
    await shell.type('td-master --scene ', 'Tab', 'Tab');
    await shell.shows(/spiral\.pov/);
    expect(await shell.screen()).not.toMatch(/notes\.txt[^]*spiral\.pov/);
  });
});

test('in zsh, the script can be a file in fpath', async () => {
  const shell = await ShellInTmux.start('zsh with fpath', folder);
  try {
    await shell.clear();
    await shell.type('td-wait --de', 'Tab');
    await shell.shows(/td-wait --deadline/);
  } finally {
    await shell.close();
  }
});
