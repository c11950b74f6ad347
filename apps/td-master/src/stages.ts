import { deriveSettings, type Settings, type SettingValues, UsageError } from '@task-distributor/cli';
import type { ListedHost } from '@task-distributor/remote';
import { defaultOutput, defaultScene } from './master-defaults.ts';
import { bandCount } from './plans.ts';

/** The settings of the four commands that together do the same as td-master. */
export interface Stages {
  readonly partition: Settings<'td-partition'>;
  readonly dispatch: Settings<'td-dispatch'>;
  readonly wait: Settings<'td-wait'>;
  readonly compose: Settings<'td-compose'>;
}

/**
 * @param listed the hosts that `--hosts` names
 * @param now the date for the default name of the image
 * @throws UsageError if the number of bands is missing, or if the output is stdout
 */
export function stagesOf(master: Settings<'td-master'>, listed: readonly ListedHost[], now: Date): Stages {
  const { values } = master;
  const nodes = bandCount(values.nodes, listed);
  return {
    partition: deriveSettings('td-partition', master, bandsOf(nodes, listed)),
    dispatch: deriveSettings('td-dispatch', master, { scene: values.scene ?? defaultScene() }),
    wait: deriveSettings('td-wait', master, {}),
    compose: deriveSettings('td-compose', master, {
      output: outputOf(values, nodes, now),
      folder: values.clean ? values.folder : null,
    }),
  };
}

/** Bands name their hosts, unless there are more bands than hosts. */
function bandsOf(nodes: number, { length }: readonly ListedHost[]): Partial<SettingValues<'td-partition'>> {
  return length === 0 || nodes <= length ? { nodes } : { nodes: null, bands: nodes };
}

function outputOf({ output, width, height }: SettingValues<'td-master'>, nodes: number, now: Date): string {
  if (output !== '-') return output ?? defaultOutput(width, height, nodes, now);
  throw new UsageError("-o: Expected a file, since stdout has the original's lines, got -");
}
