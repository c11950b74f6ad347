/** The name in a band's host column, `[user@]name[:port]`, as it stands in the lockfile; an IPv6 address whole. */
export function hostNameOf(host: string): string {
  const address = host.slice(host.lastIndexOf('@') + 1);
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^[^:]*:\d+$/.test(address) ? address.slice(0, address.indexOf(':')) : address;
}
