import { type SettingValues, UsageError } from '@task-distributor/cli';
import { workerKindOf } from '@task-distributor/remote';

/**
 * @param options the renderer's, after `--`
 * @throws UsageError for settings that mean nothing to the worker
 */
export function checkWorkerSettings(
  { worker, workerKind, stall }: SettingValues<'td-dispatch'>,
  options: readonly string[],
): void {
  const kind = workerKind ?? (worker === null ? 'ours' : workerKindOf(worker));
  const { hasDefaultCommand, takesOptions, reports } = workers[kind];
  if (!hasDefaultCommand && worker === null) {
    throw new UsageError(`--worker-kind ${kind}: Expected --worker COMMAND too, got none`);
  }
  if (!takesOptions && options.length > 0) {
    throw new UsageError(`The original's worker takes no POV-Ray options, got ${options.join(' ')}`);
  }
  if (!reports && stall !== null) {
    throw new UsageError(
      "The original's worker writes nothing while it renders: use --timeout instead of --stall",
    );
  }
}

const ours = { hasDefaultCommand: true, takesOptions: true, reports: true };

/** What the workers can do, by the names of their kinds. */
const workers = {
  ours,
  compat: ours,
  original: { hasDefaultCommand: false, takesOptions: false, reports: false },
};
