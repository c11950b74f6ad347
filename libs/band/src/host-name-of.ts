/** The name in `[user@]name[:port]`, as in the lockfile; of an IPv6 address, the whole address. */
export function hostNameOf(host: string): string {
  const address = host.slice(host.lastIndexOf('@') + 1);
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^[^:]*:\d+$/.test(address) ? address.slice(0, address.indexOf(':')) : address;
}
