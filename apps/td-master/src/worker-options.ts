import {
  nonNegativeInteger,
  Option,
  positiveInteger,
  positiveNumber,
  requireOption,
  TdCommand,
  UsageError,
} from '@task-distributor/cli';
import type { Takeover } from '@task-distributor/lockfile';
import { type ListedHost, type WorkerKind, workerKindOf } from '@task-distributor/remote';
import { type DispatchRequest, type Way, ways } from './dispatch-request.ts';

const kinds = ['ours', 'original'];

/** The options that td-dispatch and td-master share: the image, the folder, and how workers are started. */
export abstract class WorkerOptionsCommand extends TdCommand {
  width = Option.String('-x', { validator: positiveInteger, description: 'columns of the image' });
  height = Option.String('-y', { validator: positiveInteger, description: 'rows of the image' });
  folder = Option.String('-p', { description: 'the job folder: for the lockfile and the parts' });
  force = Option.Counter('-f', 0, {
    description: 'take over the lockfile of a job that is gone; -ff: of any job',
  });
  hosts = Option.String('--hosts', {
    description: 'a file with one [slots/][user@]host[:port] a line, or a list separated by commas',
  });
  via = Option.String('--via', {
    description:
      'how workers are started: local (on this machine), ssh, openssh; else ssh where there are hosts',
  });
  acceptNew = Option.Boolean('--accept-new', false, {
    description: 'take the key of a host that is not known yet, and remember it',
  });
  jobs = Option.String('--jobs', {
    validator: positiveInteger,
    description: 'so many workers at once at most; on this machine else the number of processors',
  });
  worker = Option.String('--worker', {
    description: 'the command line of the worker; else td-worker, here the one that came along',
  });
  workerKind = Option.String('--worker-kind', {
    description: "ours, or original: the original's worker.sh; else told by a name that ends in .sh",
  });
  workerFolder = Option.String('--worker-folder', '/glusterfs/povray', {
    description: "where the original's worker puts its part, whatever it is told; /glusterfs/povray",
  });
  compat = Option.Boolean('--compat', false, {
    description:
      "leave in the folder what the original's workers leave: parts called after hosts, lines without rows",
  });
  retries = Option.String('--retries', '2', {
    validator: nonNegativeInteger,
    description: 'how often a band that failed is tried again; 2',
  });
  timeout = Option.String('--timeout', {
    validator: positiveNumber,
    description: 'seconds for one attempt at a band; else no limit',
  });
  stall = Option.String('--stall', {
    validator: positiveNumber,
    description: 'seconds without a sign of life from the renderer; else no limit',
  });
  resume = Option.Boolean('--resume', false, {
    description: 'go on with the job in the folder: parts of it that are there are not rendered again',
  });
  joblog = Option.String('--joblog', {
    description: 'write one JSON line for every attempt at a band to this file',
  });

  /** @throws UsageError for options that do not fit together */
  protected dispatchRequest(own: {
    scene: string;
    listed: readonly ListedHost[];
    join: boolean;
    reassign: boolean;
  }): DispatchRequest {
    const kind = this.#kind();
    const povrayOptions = this.context.afterDashes ?? [];
    if (kind === 'original' && povrayOptions.length > 0) {
      throw new UsageError(`The original's worker takes no POV-Ray options, got ${povrayOptions.join(' ')}`);
    }
    if (kind === 'original' && this.stall !== undefined) {
      throw new UsageError(
        "The original's worker gives no sign of life: --timeout limits it, --stall cannot",
      );
    }
    return {
      width: requireOption(this.width, '-x WIDTH'),
      height: requireOption(this.height, '-y HEIGHT'),
      folder: requireOption(this.folder, '-p FOLDER'),
      ...{ scene: own.scene, hosts: own.listed, join: own.join, povrayOptions, kind },
      via: this.#way(),
      worker: this.worker,
      workerFolder: this.workerFolder,
      acceptNew: this.acceptNew,
      jobs: this.jobs,
      takeover: takeoverOf(this.force),
      resume: this.resume,
      retries: this.retries,
      // Parts that are called after hosts would clash on another host.
      reassign: own.reassign && kind === 'ours',
      timeoutSeconds: this.timeout ?? null,
      stallSeconds: this.stall ?? null,
      joblog: this.joblog,
    };
  }

  #way(): Way {
    const way = ways.find((known) => known === this.via);
    if (this.via !== undefined && way === undefined) {
      throw new UsageError(`--via: Expected one of ${ways.join(', ')}, got "${this.via}"`);
    }
    return way ?? 'auto';
  }

  #kind(): WorkerKind {
    if (this.workerKind !== undefined && !kinds.includes(this.workerKind)) {
      throw new UsageError(`--worker-kind: Expected one of ${kinds.join(', ')}, got "${this.workerKind}"`);
    }
    if (this.worker?.trim() === '') throw new UsageError('--worker: Expected a command, got an empty word');
    const told = this.workerKind ?? (this.worker === undefined ? 'ours' : workerKindOf(this.worker));
    if (told === 'original') {
      if (this.worker === undefined)
        throw new UsageError('--worker-kind original: Expected --worker COMMAND too, got none');
      return 'original';
    }
    return this.compat ? 'compat' : 'ours';
  }
}

/** @param force how many times `-f` was given */
function takeoverOf(force: number): Takeover {
  if (force === 0) return 'none';
  return force === 1 ? 'dead' : 'living';
}
