import type { Renderer } from '../renderer.ts';
import { blockGrid } from './block-grid.ts';
import { hasRadiosity } from './exactness/has-radiosity.ts';
import { whyInexact } from './exactness/why-inexact.ts';
import { findPovray, installPovray, povrayElsewhere, whyNoPovray } from './find-povray.ts';
import { iniFilesOfHost } from './options/default-ini-file.ts';
import { EffectiveOptions } from './options/effective-options.ts';
import { readOptions } from './options/read-options.ts';
import { haveRelativeNames } from './options/relative-names.ts';
import { refuseOptions, whyNotCut } from './options/refuse-options.ts';
import { sampleTraits } from './options/sample-traits.ts';
import { refuseName } from './povray-paths.ts';
import { planProbe } from './povray-probe.ts';
import { PovrayRendering } from './povray-rendering.ts';
import { computesNames } from './scene/computes-names.ts';
import { missingIncludes } from './scene/missing-includes.ts';
import { readScene } from './scene/read-scene.ts';
import { sceneNeeds } from './scene/scene-needs.ts';
import { pixelsOfRecord } from './state/pixels-of-record.ts';
import { renumberRecord } from './state/renumber-record.ts';
import { PovrayStateReader, stateHead } from './state/state-reader.ts';
import { transferTest } from './transfer/transfer-test.ts';

/** POV-Ray 3.7. */
export const povray: Renderer = {
  name: 'POV-Ray',
  scenes: {
    original: '/opt/povray/share/povray-3.7/scenes/objects/blob.pov',
    filesOf: readScene,
    computesNames,
    haveRelativeNames,
    needsOf: sceneNeeds,
    missingOf: missingIncludes,
  },
  host: {
    programOption: '--povray',
    find: findPovray,
    programs: povrayElsewhere,
    optionFiles: iniFilesOfHost,
    whyMissing: whyNoPovray,
    check: {
      versionWords: ['--version'],
      versionLine: 'POV-Ray [0-9]',
      versionIn: (line) => /POV-Ray (\d[\w.+-]*)/.exec(line)?.[1] ?? null,
      installCommand: installPovray,
    },
    tasksOn: (processors) => tasksBesideRendering + processors,
    adviceOn: (code) => advice.get(code) ?? null,
  },
  refuse: ({ scene, options }, surroundings, filesAreHere) => {
    refuseName(scene);
    refuseOptions(readOptions(options, surroundings), filesAreHere);
  },
  cuts: {
    whyNot: (options, surroundings) => whyNotCut(readOptions(options, surroundings)),
    blockRows: (options, surroundings) =>
      blockGrid(new EffectiveOptions(readOptions(options, surroundings))).block,
    whyInexact,
    grid: (options, surroundings) => blockGrid(new EffectiveOptions(readOptions(options, surroundings))).grid,
    probe: planProbe,
  },
  samples: (options, surroundings) => sampleTraits(readOptions(options, surroundings)),
  states: {
    reader: () => new PovrayStateReader(),
    head: stateHead,
    renumbered: renumberRecord,
    pixels: pixelsOfRecord,
    settings: (options, surroundings) =>
      readOptions(options, surroundings).assignments.map(({ setting, value }) => [setting, value]),
    transferTest,
    // The samples of radiosity are not in the state file.
    canContinue: ({ scene, options }, surroundings) => !hasRadiosity(scene, options, surroundings),
  },
  render: (request, surroundings, columns) => PovrayRendering.plan(request, surroundings, columns),
};

const tasksBesideRendering = 4;

/** By the codes of `judgeReport`. */
const advice: ReadonlyMap<string, string> = new Map([
  ['E_FILE_MISSING', "POV-Ray looks in the scene's folder, and in those of -- +L/folder"],
  [
    'E_PHOTON_FILE',
    'POV-Ray looks only in the folder that td-worker is started in: give its full path in the scene',
  ],
]);
