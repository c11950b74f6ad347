import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '@task-distributor/testing';
import { type OtherHost, type RenderCommand, rendererFor, type RenderRequest } from '../../src/index.ts';

const plain = { threads: null, imageMegabytes: null, env: {} };
let root: string;
let folder: string;

beforeEach(() => {
  root = temporaryFolder();
  folder = join(root, 'work');
  mkdirSync(folder);
});

test('names all folders and files as the other host does, in the order of search', () => {
  write('work/my.ini', `Library_Path=near\nLibrary_Path="/far away"\nInclude_Ini=${root}/more.ini\n`);
  write('more.ini', `+A0.3 +L/farther Declare=Size=2\nPost_Scene_Command=echo 'a b' "c"\n`);
  write('default.ini', 'Library_Path=/usr/include\nLibrary_Path=own\n');
  const env = { POVINI: '../default.ini', POVINC: '/last' };
  const command = commandFor({ options: ['my.ini', '+L/word', '+HI/a/head.inc', '+RFI', '+RFs.rca'] }, env);
  expect(command.contents.files).toEqual({
    'td-povray.ini': `Library_Path="/h${folder}"
Library_Path="/h/usr/include"
Library_Path="/h${folder}/own"
`,
    'td-options.ini': `Library_Path="/h${folder}/near"
Library_Path="/h/far away"
Library_Path="/h/farther"
Library_Path="/h/word"
Antialias="On"
Antialias_Threshold="0.3"
Declare="Size=2"
Post_Scene_Command=echo 'a b' "c"
Include_Header="/h/a/head.inc"
Radiosity_From_File="On"
Radiosity_File_Name="s.rca"
`,
  });
  expect(command.env).toEqual({ POVINI: 'td-povray.ini', POVINC: '/h/last' });
  const words = [`+L/h${folder}`, 'td-options.ini', `+L/h${folder}`, `+I/h${folder}/a.pov`];
  expect(command.args.slice(1, 6)).toEqual([...words, `+RF/h${folder}/s.rca`]);
  expect(command.args.filter((word) => word.includes(root) && !word.includes(`/h${root}`))).toEqual([]);
});

test('links and copies what it needs in its folder from where the other host has it', () => {
  for (const name of ['log.txt', 'maps/p.ph', 'povray.ini']) write(`work/${name}`, '');
  write('work/a.pov', '#fopen F "log.txt" append photons { load_file "maps/p.ph" }');
  const elsewhere = { pathOnHost: (path: string) => `/käse${path}`, defaultOptions: null };
  const { args, contents } = commandFor({ options: ['+Llib', '+HI/ä/b.inc'] }, {}, elsewhere);
  expect(contents.folders).toEqual(['maps']);
  expect(contents.copies).toEqual({ 'log.txt': `/käse${folder}/log.txt` });
  expect(contents.links).toEqual({
    'maps/p.ph': `/käse${folder}/maps/p.ph`,
    here: `/käse${folder}`,
    scene: `/käse${folder}`,
    header: '/käse/ä',
    'library-0': `/käse${folder}/lib`,
  });
  expect(args).toEqual(expect.arrayContaining(['+Lhere', 'td-options.ini', '+Lscene', '+Iscene/a.pov']));
  expect(contents.files['td-options.ini']).toBe('Library_Path="library-0"\nInclude_Header="header/b.inc"\n');
});

test('refuses a value that no file of options can have', () => {
  write('work/my.ini', `Include_Header=a 'b' "c"`);
  expect(() => commandFor({ options: ['my.ini'] })).toThrow('both kinds of quotes');
});

test("gives POV-Ray the user's words on this machine", () => {
  write('work/my.ini', '+A0.3');
  const { args } = commandFor({ options: ['my.ini', '+L/word', '+Lnear'] }, {}, null);
  expect(args.slice(1, 6)).toEqual([`+L${folder}`, 'my.ini', '+L/word', '+Lnear', `+L${folder}/near`]);
});

test('keeps the order of library folders of which one is relative, and a later one is not', () => {
  write('work/my.ini', 'Library_Path=near\nLibrary_Path=/far');
  write('default.ini', 'Library_Path=own\nLibrary_Path=/usr/include');
  const { args, contents } = commandFor({ options: ['my.ini'] }, { POVINI: '../default.ini' }, null);
  expect(args.slice(1, 5)).toEqual([`+L${folder}`, `+L${folder}/near`, '+L/far', 'my.ini']);
  expect(contents.files['td-povray.ini']).toBe(
    `Library_Path="${folder}"\nLibrary_Path="${folder}/own"\nLibrary_Path="/usr/include"\nInclude_Ini="${root}/default.ini"\n`,
  );
});

function commandFor(
  { options }: Pick<RenderRequest, 'options'>,
  env: NodeJS.ProcessEnv = {},
  elsewhere: OtherHost | null = { pathOnHost, defaultOptions: null },
): RenderCommand {
  const run = { ...plain, given: null, ...(elsewhere === null ? {} : { elsewhere }) };
  const image = { width: 80, height: 60, rows: { first: 1, last: 30 }, format: '+FN' };
  const request = { ...image, program: 'povray', scene: 'a.pov', options, run };
  return rendererFor('a.pov').render(request, { folder, env }).command;
}

function pathOnHost(path: string): string {
  return `/h${path}`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
