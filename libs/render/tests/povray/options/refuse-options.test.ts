import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '@task-distributor/band';
import { temporaryFolder } from '@task-distributor/testing';
import { blockGrid } from '../../../src/povray/block-grid.ts';
import { EffectiveOptions } from '../../../src/povray/options/effective-options.ts';
import { readOptions } from '../../../src/povray/options/read-options.ts';
import { refuseOptions, whyNotCut } from '../../../src/povray/options/refuse-options.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const read = (words: readonly string[], env: NodeJS.ProcessEnv = {}) => readOptions(words, { folder, env });
const refuse = (...words: string[]) => refuseOptions(read(words), true);
const gridOf = (...words: string[]) => blockGrid(new EffectiveOptions(read(words)));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe('what td-worker sets itself is refused on the command line', () => {
  test.each([
    '+W100',
    '-H5',
    '+SR1',
    '+ER9',
    '+EC3',
    '+Iother.pov',
    'x.pov',
    '"other.pov"',
    '+O/tmp/x',
    '+C',
    '+FT',
    '-F',
    '+KFF10',
    ' +KFF10',
    '-GA',
    'Width=100',
    'Continue_Trace=on',
    '+A0.3 +W320',
    '+A0.3 +SR10 +ER20',
    '+A0.3 +C',
    '+A0.3 -Oother.png',
    '+A0.3 +KFF10',
    'Antialias=On Height=5',
  ])('%j', (word) => {
    expect(() => refuse(word)).toThrow(`POV-Ray option ${word} cannot be given here: `);
  });
});

// POV-Ray itself ends with "Problem with option setting" for each of them.
test.each(['+ZZ', '+CE', '-O', 'Nonsense=1', 'end_row = 4', 'missing.ini', 'Declare=it\'s="a b"'])(
  'what POV-Ray does not understand or find is refused: %j',
  (word) => {
    expect(() => refuse(word)).toThrow(`POV-Ray option ${word}`);
  },
);

test.each(['--resume', '--jobs=3'])('an option of ours belongs before the dashes: %j', (word) => {
  const error = new InputError(`${word} belongs before --`);
  expect(() => refuse('+A0.3', word)).toThrow(error);
  expect(() => refuse(`+A0.3 ${word}`)).toThrow(error);
  expect(() => refuse(`${word} +A0.3`)).toThrow(error);
});

// POV-Ray ends with "Problem with option setting" for each, or renders nothing (`+WT0`).
test.each([
  ['+BS1', 'Expected at least 4 for Render_Block_Size'],
  ['+BS0', 'Expected at least 4'],
  ['+BS-3', 'Expected at least 4'],
  ['+BSx', 'Expected a whole number for Render_Block_Size, got "x"'],
  ['Render_Block_Size=0x20', 'Expected at least 4'],
  ['Render_Block_Size=1e2', 'Expected at least 4'],
  ['Render_Block_Size=', 'Expected a whole number for Render_Block_Size, got ""'],
  ['Dither_Method=zz', 'Expected one of B2, B3, B4, D1, D2, FS for Dither_Method, got "zz"'],
  ['+THB9', 'Expected one of B2, B3, B4, D1, D2, FS for Dither_Method, got "B9"'],
  ['+RS', 'Expected a whole number for Antialias_Depth, got "S"'],
  ['+A0x', 'Expected a number for Antialias_Threshold, got "x"'],
  ['Version=x', 'Expected a number for Version'],
  ['File_Gamma=0', 'Expected a number above 0, or sRGB for File_Gamma, got "0"'],
  ['File_Gamma=0.0005', 'Expected at least 0.001 for File_Gamma'],
  ['+FNz', 'POV-Ray does not understand "+FNz"'],
  ['+FN16x', 'POV-Ray does not understand "+FN16x"'],
  ['Buffer_Output=On', 'POV-Ray does not understand'],
  ['+WT0', 'Expected at least 1 for Work_Threads'],
  ['Work_Threads=-3', 'Expected at least 1 for Work_Threads'],
])('a value that POV-Ray cannot use is refused: %s', (word, message) => {
  expect(() => refuse(word)).toThrow(`POV-Ray option ${word}: ${message}`);
  write('value.ini', `Antialias=On\n${word}\n`);
  if (word !== 'Buffer_Output=On') expect(() => refuse('value.ini')).toThrow('value.ini line 2: ');
});

test.each([
  '+BS1 +BS32',
  '+A05',
  '+WT600',
  '+BS4',
  'File_Gamma=srgb',
  'Declare=x',
  'Render_Block_Size=4294967328',
])('a value that POV-Ray takes is let through: %s', (word) => {
  refuse(...word.split(' '));
});

test.each(['Create_Ini=c.ini', '+GIc.ini', 'All_File=all.txt', 'Render_File=on', '+GDfoo.txt', '+GAfile'])(
  'a file besides the image is refused, wherever it is asked for: %s',
  (word) => {
    expect(() => refuse(word)).toThrow(`POV-Ray option ${word} cannot be given here: `);
    write('file.ini', `${word}\n`);
    expect(() => refuse('file.ini')).toThrow(/file\.ini line 1: .* only the image is kept/);
    write('povray.ini', `${word}\n`);
    refuse();
  },
);

test('no file is wanted', () => {
  refuse('All_File=off', 'Create_Ini=');
});

test.each([
  ['"with space.ini"[a]', 'there is no INI file [a]; quotes go around the whole name'],
  ['with space.ini[a]', 'there is no INI file with; quotes go around the whole name'],
])('quotes belong around a name with spaces and its section: %s', (word, message) => {
  write('with space.ini', '[a]\n+A\n');
  expect(() => refuse(word)).toThrow(`POV-Ray option ${word}: ${message}`);
  refuse('"with space.ini[a]"');
});

test('an empty word is called that', () => {
  expect(() => refuse('')).toThrow(new InputError("POV-Ray's options: an empty word"));
});

describe('the file of radiosity samples', () => {
  test('must be there if it is read', () => {
    const words = ['Radiosity_File_Name=x.rca', 'Radiosity_From_File=on'];
    const message = `POV-Ray option Radiosity_From_File=on: there is no file ${join(folder, 'x.rca')}`;
    expect(() => refuse(...words)).toThrow(message);
    refuseOptions(read(words), false);
    refuse(...words, '+RFO');
    write('x.rca', '');
    refuse(...words);
    expect(whyNotCut(read(words))).toBeNull();
    expect(() => refuse('+RFI')).toThrow(`there is no file ${join(folder, 'object.rca')}`);
  });

  test('cannot be written by several bands', () => {
    const message =
      'POV-Ray option +RFO: all bands would write the same file, so that the image cannot be cut';
    expect(whyNotCut(read(['+RFO', '+RF/tmp/x.rca']))).toBe(message);
    write('povray.ini', 'Radiosity_To_File=on\n');
    expect(whyNotCut(read([]))).toBeNull();
  });
});

test('an INI file that is not on this machine may be on the hosts', () => {
  refuseOptions(read(['missing.ini', '+A0.3']), false);
});

test('everything else is let through', () => {
  write('my.ini', 'Antialias=On\n');
  const words = '+A0.3 +AM2 +Q9 +FN16 +UA Declare=x=1 +WT2 +HIx.inc +K0.5 my.ini my +R3 +L/inc -UR +BS16';
  refuse(...words.split(' '), '+A0.1 +BS48', '"my.ini"', "+L'/a b'");
});

describe('an INI file', () => {
  test('may set what td-worker sets after it', () => {
    write(
      'size.ini',
      'Width=320\nStart_Row=5\nOutput_File_Type=T\nOutput_to_File=Off\nInput_File_Name=x.pov\n+SR3\n',
    );
    refuse('size.ini');
  });

  test('with an animation is refused, with file, section, line and setting', () => {
    write('float.ini', '; frames\nAntialias=On\n[long]\nFinal_Frame=51\n');
    refuse('float.ini');
    expect(() => refuse('float.ini[long]')).toThrow(
      `POV-Ray option ${join(folder, 'float.ini')}[long] line 4: Final_Frame=51 cannot be given here: frames`,
    );
    write('one.ini', 'Initial_Frame=1\nFinal_Frame=1\n');
    refuse('one.ini');
  });

  test('that POV-Ray cannot read is refused, with the line', () => {
    write('bad.ini', 'Antialias=On\n\nSampling=2\n');
    expect(() => refuse('bad.ini')).toThrow(
      `POV-Ray option ${join(folder, 'bad.ini')} line 3: POV-Ray does not understand "Sampling=2"`,
    );
  });

  test('that includes itself is refused', () => {
    write('a.ini', 'Include_Ini=b.ini\n');
    write('b.ini', 'a.ini\n');
    expect(() => refuse('a.ini')).toThrow('includes itself');
  });
});

describe('the grid of blocks', () => {
  test.each<[string[], number]>([
    [[], 1],
    [['+A0.3'], 32],
    [['+A'], 32],
    [['+a0.3', '-A'], 1],
    [['+A0.3', '+AM2'], 1],
    [['+AM2'], 1],
    [['+AM1'], 1],
    [['Antialias=On'], 32],
    [['Antialias=on', 'Sampling_Method=2'], 1],
    [['+A0.1 +BS48'], 48],
    [['Antialias=On Render_Block_Size=48'], 48],
    [['+A', '-BS48'], 48],
    [['+A', 'Render_Block_Size="48"'], 48],
    [['missing.ini', '+BS16'], 16],
  ])('with %j is %i', (words, grid) => {
    expect(gridOf(...words).grid).toBe(grid);
  });

  test('comes from the section that is asked for, and from the top of the file', () => {
    write(
      'two.ini',
      'Antialias=On\n[draft]\nRender_Block_Size=16\n[final]\nRender_Block_Size=48\n[draft]\n+R2\n',
    );
    expect(gridOf('two.ini').block).toBe(32);
    expect(gridOf('two.ini[final]')).toEqual({ grid: 48, block: 48 });
    expect(gridOf('"two.ini[DRAFT]"').block).toBe(16);
    expect(gridOf('+BS8', 'two.ini[final]').block).toBe(48);
    expect(gridOf('two.ini[final]', '+BS8').block).toBe(8);
  });

  test('comes from lines of switches, from included files, and from library folders', () => {
    mkdirSync(join(folder, 'inc'));
    write('inc/deep.ini', '+A0.3 +BS48\n');
    write('top.ini', 'Library_Path=inc\nInclude_Ini=deep.ini\n');
    expect(gridOf('top').grid).toBe(48);
    expect(gridOf('+Linc', 'deep').grid).toBe(48);
    write('spaced.ini', 'Antialias = on ; comment\nRender_Block_Size\t=\t20 # more\n');
    expect(gridOf('spaced.ini').grid).toBe(20);
  });

  test('comes from the INI file that POV-Ray reads by itself, before the command line', () => {
    write('own.ini', 'Antialias=On\nRender_Block_Size=10\n');
    const own = { POVINI: 'own.ini' };
    expect(blockGrid(new EffectiveOptions(read([], own))).grid).toBe(10);
    expect(blockGrid(new EffectiveOptions(read(['+BS8'], own))).grid).toBe(8);
    write('povray.ini', '+A +BS12\n');
    expect(gridOf().grid).toBe(12);
  });
});

describe('dithering', () => {
  test.each([['Dither=on'], ['+TH'], ['+THFS'], ['+THD1'], ['+THD2'], ['Dither=On', 'Dither_Method=FS']])(
    'by error diffusion needs the whole image: %s %s',
    (...words) => {
      const given = words.filter((word) => word !== undefined);
      expect(whyNotCut(read(given))).toMatch(/^POV-Ray option .*error diffusion/);
    },
  );

  test.each([
    [[]],
    [['+THB2']],
    [['Dither=On', 'Dither_Method=B4']],
    [['+TH', '-TH']],
    [['+THFS', 'Dither=off']],
  ])('by other methods, or none, does not: %j', (words) => {
    expect(whyNotCut(read(words))).toBeNull();
  });
});
