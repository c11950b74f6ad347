import fc from 'fast-check';

/** Files that include each other, and words that name their folders. All paths are relative to a root. */
export interface AnyTree {
  readonly files: readonly AnyFile[];
  readonly libraries: readonly AnyLibrary[];
  readonly scene: readonly string[];
}

interface AnyFile {
  readonly folder: string;
  readonly name: string;
  readonly includes: readonly string[];
}

export interface AnyLibrary {
  readonly folder: string;
  readonly how: (typeof ways)[number];
}

/** The folder that the words are meant from, and the scene's. */
export const work = 'my work';
export const sceneFolder = 'scene';

const folders = [
  work,
  `${work}/sub`,
  `${work}/sub/deep`,
  'lib one',
  'lib2',
  'lib2/x',
  sceneFolder,
  `${sceneFolder}/tex`,
];
const names = ['a.inc', 'b.inc', 'c d.inc', "e'f.inc", '-g.inc'];
const prefixes = [
  '',
  '',
  './',
  'sub/',
  'x/',
  'tex/',
  '../',
  '../lib2/',
  '../lib one/',
  'x/../',
  'sub/deep/../../',
  'sub/../sub/deep/',
  '../lib2/x/../',
];
const ways = [
  'word',
  'absolute word',
  'many dots',
  'INI',
  'absolute INI',
  'included INI',
  'INI of the scene',
] as const;

const reference = fc
  .tuple(fc.constantFrom(...prefixes), fc.constantFrom(...names))
  .map((pair) => pair.join(''));
const references = fc.array(reference, { maxLength: 4 });

const files = fc.uniqueArray(
  fc.record({ folder: fc.constantFrom(...folders), name: fc.constantFrom(...names), includes: references }),
  { minLength: 12, maxLength: 30, selector: ({ folder, name }) => `${folder}/${name}` },
);

const library = fc.record({
  folder: fc.constantFrom('lib one', 'lib2', 'lib2/x', `${work}/sub`, 'none'),
  how: fc.constantFrom(...ways),
});

export const anyTree: fc.Arbitrary<AnyTree> = fc.record({
  files,
  libraries: fc.array(library, { maxLength: 4 }),
  scene: fc.array(reference, { minLength: 3, maxLength: 8 }),
});
