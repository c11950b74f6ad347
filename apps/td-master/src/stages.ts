import { deriveSettings, type Settings, type SettingValues, UsageError } from '@task-distributor/cli';
import type { ListedHost } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { keepsFinishedBands, surroundingsOfProcess } from '@task-distributor/work';
import type { JobFolder } from './job-folder.ts';
import { defaultOutput, defaultScene } from './master-defaults.ts';
import { bandCount, workerPlan } from './plans.ts';
import { canEstimate, wantsCosts } from './schedule/schedule-plan.ts';

/** The settings of the commands that together do the same as td-master. */
export interface Stages {
  /** null = the rows are cut without knowing what they cost. */
  readonly probe: Settings<'td-probe'> | null;
  readonly partition: Settings<'td-partition'>;
  readonly dispatch: Settings<'td-dispatch'>;
  readonly wait: Settings<'td-wait'>;
  readonly compose: Settings<'td-compose'>;
}

/**
 * @param listed the hosts that `--hosts` names
 * @param options the renderer's, after `--`
 * @param folder of the job
 * @param now the date for the default name of the image
 * @throws UsageError if the number of bands is missing, or if the output is stdout; InputError for a schedule that the worker
 *   does not support
 */
export function stagesOf(
  master: Settings<'td-master'>,
  listed: readonly ListedHost[],
  options: readonly string[],
  folder: JobFolder,
  now: Date,
): Stages {
  const { values } = master;
  const { path } = folder;
  const clean = values.clean || folder.isTemporary;
  const nodes = bandCount(values, listed);
  const scene = values.scene ?? defaultScene();
  // One step of the pipeline shows the job: td-wait.
  const shown = master.sources.progressStyle === 'default' ? {} : { progressStyle: 'none' as const };
  const dispatch = deriveSettings('td-dispatch', master, { scene, folder: path, ...shown });
  const { width, height } = values;
  const worker = workerPlan(dispatch.values);
  const probe = withoutHosts(deriveSettings('td-probe', master, { scene, output: null }));
  const hasCosts =
    wantsCosts(values, { count: nodes, width, height, scene, worker }) &&
    canEstimate(values.schedule, probe, options);
  // As with the original, even bands do not keep to the grid.
  const isOnGrid = values.schedule !== 'even' && keepsFinishedBands({ worker });
  const grid = isOnGrid ? rendererFor(scene).cuts.grid(options, surroundingsOfProcess()) : 1;
  return {
    probe: hasCosts ? probe : null,
    partition: deriveSettings('td-partition', master, {
      ...bandsOf(nodes, listed),
      ...(hasCosts ? { cost: '-' } : {}),
      ...(grid > 1 ? { grid } : {}),
    }),
    dispatch,
    wait: deriveSettings('td-wait', master, { folder: path }),
    compose: deriveSettings('td-compose', master, {
      output: outputOf(values, nodes, now),
      folder: clean ? path : null,
      ...(clean ? { clean } : {}),
    }),
  };
}

/** td-master makes its estimate on this machine, so a pipeline leaves out what only matters with hosts. */
function withoutHosts({ values, sources }: Settings<'td-probe'>): Settings<'td-probe'> {
  const here = { hosts: null, user: null, worker: null, via: 'auto', acceptNew: false } as const;
  const unset = {
    hosts: 'default',
    user: 'default',
    worker: 'default',
    via: 'default',
    acceptNew: 'default',
  } as const;
  return { values: { ...values, ...here }, sources: { ...sources, ...unset } };
}

/** Bands name their hosts, unless there are more bands than hosts. */
function bandsOf(nodes: number, { length }: readonly ListedHost[]): Partial<SettingValues<'td-partition'>> {
  return length === 0 || nodes <= length ? { nodes } : { nodes: null, bands: nodes };
}

function outputOf({ output, width, height }: SettingValues<'td-master'>, nodes: number, now: Date): string {
  if (output !== '-') return output ?? defaultOutput(width, height, nodes, now);
  throw new UsageError("-o: Expected a file, since stdout has the original's lines, got -");
}
