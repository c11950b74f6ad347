import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { plugin } from './tools/eslint/plugin.mjs';

// Which part of the workspace may import which. libs never import apps; partition, lockfile, imaging and remote
// stand side by side on band: what one stage needs of another is handed in by the command that joins them.
const mayImport = {
  'libs/band': [],
  'libs/partition': ['band'],
  'libs/lockfile': ['band', 'history'],
  'libs/imaging': ['band'],
  'libs/remote': ['band'],
  'libs/render': ['band'],
  'libs/history': ['band'],
  'libs/work': ['band', 'imaging', 'lockfile', 'remote', 'render'],
  'libs/testing': ['band'],
  'libs/cli': ['band', 'history'],
  'libs/report': ['band'],
  'apps/td-worker': ['band', 'cli', 'imaging', 'lockfile', 'render', 'work'],
  'apps/td-master': [
    'band',
    'cli',
    'history',
    'imaging',
    'lockfile',
    'partition',
    'remote',
    'render',
    'report',
    'work',
  ],
  'apps/td-view': ['band', 'cli', 'history', 'imaging', 'lockfile'],
  tools: [],
};

// The packages that are slow to load. They are loaded where they are used, and nowhere else.
const slowPackages = {
  sharp: 'libs/imaging',
  ssh2: 'libs/remote',
  'smol-toml': 'libs/cli',
  yaml: 'libs/cli',
};

const onlyTests = 'Only tests may import @task-distributor/testing.';

const boundaries = Object.entries(mayImport).flatMap(([folder, libs]) => {
  const allowed = libs.map((lib) => `@task-distributor/${lib}`);
  const forbidden = `^@task-distributor/(?!(${libs.join('|') || '-'})$)`;
  const message = `${folder} may import ${allowed.join(', ') || 'no other part of the workspace'}.`;
  const slow = `^(${Object.keys(slowPackages).join('|')})(/|$)`;
  // A relative path leaves src/ by as many steps up as the file lies deep in it.
  return [0, 1, 2].map((depth) => {
    const escape = `^(\\./)*(\\.\\./){${depth + 1}}|^/`;
    return {
      files: [`${folder}/src/${'*/'.repeat(depth)}*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              { regex: forbidden, message },
              { regex: escape, message },
              {
                regex: slow,
                allowTypeImports: true,
                message: 'It is slow to load: import() it where it is used.',
              },
            ],
          },
        ],
        'no-restricted-syntax': [
          'error',
          ...[forbidden, escape].map((regex) => ({
            selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\/')}/]`,
            message,
          })),
          {
            selector: "ImportExpression[source.type!='Literal']",
            message: 'Expected import() of a plain text: what it loads must be seen.',
          },
          ...Object.entries(slowPackages)
            .filter(([, home]) => home !== folder)
            .map(([name, home]) => ({
              selector: `ImportExpression[source.value=/^${name}(\\/|$)/]`,
              message: `Only ${home} uses ${name}.`,
            })),
        ],
      },
    };
  });
});

// What the tests share is for tests. The walls above keep it out of every src/; this one, out of scripts and benchmarks.
const forTestsOnly = {
  files: ['**/*.{ts,mts,js,mjs,cjs}'],
  ignores: ['**/src/**', '**/tests/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ regex: '(^@task-distributor|libs|\\.\\.)/testing(/|$)', message: onlyTests }] },
    ],
    'no-restricted-syntax': [
      'error',
      { selector: 'ImportExpression[source.value=/\\/testing(\\/|$)/]', message: onlyTests },
    ],
  },
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    languageOptions: { globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Control characters are what these programs refuse or escape.
      'no-control-regex': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  { plugins: { local: plugin }, rules: { 'local/no-literal-spread': 'error' } },
  // A file, a function or an object that needs more does one thing all the same, and says so where it turns the rule off.
  {
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    rules: {
      'max-lines': ['error', 180],
      'max-lines-per-function': ['error', { max: 40, IIFEs: true }],
      'local/max-fields': ['error', 8],
    },
  },
  {
    files: ['apps/*/bin/*.js'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  forTestsOnly,
  ...boundaries,
);
