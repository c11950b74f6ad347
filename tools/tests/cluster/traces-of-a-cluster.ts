import { setTimeout } from 'node:timers/promises';
import { run, runCluster } from './run-cluster.ts';

// Prints what a cluster could leave behind. /tmp, td-faults and other users belong to other tests.
const look = `
  ip netns list; ip -o link | awk '{ print $2 }'; ip -4 route
  awk '$1 != "td-faults" && $2 !~ "^(/var)?/tmp/" { print $1, $2, $3 }' /proc/self/mounts
  cat /etc/hosts; getent passwd pi; getent group pi; ls -dA /home/pi
  ls -dA /etc/ssh/ssh_config.d/* /opt/* /glusterfs /run/sshd /run/netns /var/lib/td-cluster /sys/fs/cgroup/*/td-cluster
  ps -eo stat=,args= | grep -E '/var/lib/td-cluster|/glusterfs/povray|glusterd' | grep -vE 'grep|flock|^Z' | sort
`;

/** Everything on this machine that a cluster changes, as text. */
export async function tracesNow(): Promise<string> {
  return (await run('sh', ['-c', look])).stdout;
}

/**
 * The same, at a moment without any cluster. Removes one that a killed test has left, waits until the clusters of other tests
 * are gone, and holds the lock of `tools/cluster` meanwhile.
 */
export async function tracesWithoutCluster(): Promise<string> {
  for (;;) {
    await runCluster('down', '--abandoned');
    const script = `test ! -e /var/lib/td-cluster || exit 9; ${look}`;
    const { exitCode, stdout } = await run('flock', ['/var/lib', 'sh', '-c', script]);
    if (exitCode !== 9) return stdout;
    await setTimeout(200);
  }
}
