import { cgroupLimits, countTasks, type TaskLimit, tasksOfMachine, userLimit } from './task-limits.ts';

/**
 * Checks that one more child can be started. A program that gets no more threads aborts or hangs as it starts.
 * @param each number of tasks that each child needs. Those that run have not started all of theirs yet
 * @param running number of children that run
 * @throws EAGAIN
 */
export function keepTasksFree(each: number, running: number): void {
  const groups = cgroupLimits();
  const most = userLimit();
  const needed = each + tasksForOthers;
  const hasFree = ({ most, tasks }: TaskLimit, expected: number): boolean =>
    most - tasks >= needed + Math.max(0, expected);
  const user = most === null ? [] : [{ most, tasks: tasksOfMachine() }];
  if ([...groups, ...user].every((limit) => hasFree(limit, running * each))) return;

  const { ofUser, ofChildren } = countTasks();
  const counted = most === null ? [] : [{ most, tasks: ofUser }];
  if ([...groups, ...counted].every((limit) => hasFree(limit, running * each - ofChildren))) return;
  throw Object.assign(new Error('too many processes'), { code: 'EAGAIN' });
}

/** Among them the threads in which this process joins the parts. */
const tasksForOthers = 4;
