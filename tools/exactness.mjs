// Renders scenes uncut and in five bands, and compares the pixels: which are exact, and does td-master warn of the others? First
// a small scene for each cause (tools/exactness/causes), then POV-Ray's example scenes. It takes hours; a run that was stopped
// continues where it stopped.
//
//   npm run exactness [-- --only advanced/] [--results FILE] [--warnings] [--write]
//
// --only TEXT     only the scenes whose names contain the text
// --results FILE  where each result is kept as a JSON line (.exactness.jsonl)
// --warnings      renders nothing, and looks again for the warnings of all scenes
// --write         writes the tables into docs/exactness.md
import { parseArgs } from 'node:util';
import { printTable } from './bench/cluster/table.mjs';
import { openExamples, smallScenes } from './exactness/example-scenes.mjs';
import { findWarnings } from './exactness/find-warnings.mjs';
import { measureScene } from './exactness/measure-scene.mjs';
import { writePage } from './exactness/page.mjs';
import { Results } from './exactness/results.mjs';
import { notRendered, tableOf } from './exactness/table-of-scenes.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    results: { type: 'string', default: '.exactness.jsonl' },
    warnings: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

// It makes every start of Node load certificates, which does not happen on users' machines.
delete process.env.NODE_EXTRA_CA_CERTS;

const results = Results.open(values.results);
const examples = openExamples();
try {
  const causes = smallScenes();
  await measureAll(causes);
  await measureAll(examples);
  for (const [title, scenes] of Object.entries({ Causes: causes, Scenes: examples })) {
    printTable(title, tableOf(results.of(namesIn(scenes))));
  }
  printTable('Not rendered', [['scene', 'reason'], ...notRendered(results.of(namesIn(examples)))]);
  if (values.write) writePage(results.of(causes.names), results.of(examples.names));
} finally {
  examples.close();
}

async function measureAll(scenes) {
  const names = namesIn(scenes);
  for (const [i, name] of names.entries()) {
    const path = scenes.pathOf(name);
    const isNew = !results.hasPixels(name);
    if (isNew && !values.warnings) results.add({ scene: name, pixels: await measureScene(path) });
    const isUnknown = !results.hasWarnings(name);
    if (isUnknown || values.warnings) results.add({ scene: name, warnings: await findWarnings(path) });
    if (isNew || isUnknown) process.stderr.write(`${i + 1} of ${names.length}: ${name}\n`);
  }
}

function namesIn({ names }) {
  return names.filter((name) => name.includes(values.only));
}
