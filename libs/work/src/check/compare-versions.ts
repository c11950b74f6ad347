import type { HostReport } from './host-report.ts';

/**
 * Points out hosts whose renderer has another version than most. No job fails by that, but the bands of two versions may differ: only the
 * same program gives the picture that one machine would have made.
 * @param name of the renderer
 */
export function compareVersions(hosts: readonly HostReport[], name: string): HostReport[] {
  const counts = new Map<string, number>();
  for (const host of hosts) {
    const version = versionOf(host);
    if (version !== null) counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  // Of several that are equally common, the first.
  const [usual] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
  if (usual === undefined || counts.size === 1) return [...hosts];
  return hosts.map((host) => {
    const version = versionOf(host);
    const { renderer } = host.cells;
    if (version === null || version === usual || renderer === undefined) return host;
    const message = `${name} ${version} is there, and other hosts have ${usual}: their bands can differ; install the same version on all`;
    return {
      ...host,
      cells: { ...host.cells, renderer: { ...renderer, grade: 'odd' as const } },
      findings: [
        ...host.findings,
        { column: 'renderer' as const, grade: 'odd' as const, message, command: null },
      ],
    };
  });
}

function versionOf({ facts }: HostReport): string | null {
  const version = facts['rendererVersion'];
  return typeof version === 'string' ? version : null;
}
