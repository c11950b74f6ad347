import { hostname, userInfo } from 'node:os';

/**
 * Replaces `~`, `%`-tokens and `${NAME}`, which `ssh -G` leaves as they are in some settings.
 * Source: ssh_config(5), TOKENS.
 * @param tokens those that depend on the host
 */
export function expandPath(path: string, tokens: HostTokens): string {
  const home = path.replace(/^~(?=\/|$)/, userInfo().homedir);
  return expandTokens(home, { ...tokens, ...ownTokens() }).replace(
    /\$\{(\w+)\}/g,
    (whole, name: string) => process.env[name] ?? whole,
  );
}

/** Replaces `%%` and these `%`-tokens; others stay. */
export function expandTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, token: string) => (token === '%' ? '%' : (tokens[token] ?? whole)));
}

/** `%h`, `%n`, `%p`, `%r` and `%k` of ssh_config(5). */
export type HostTokens = Readonly<Record<'h' | 'n' | 'p' | 'r' | 'k', string>>;

/** Whether a path has tokens or variables that `expandPath` cannot replace, or the home folder of another user. */
export function hasOtherTokens(path: string): boolean {
  const tokens = [...path.matchAll(/%(.?)/g)].map(([, token]) => token!);
  const variables = [...path.matchAll(/\$\{(.*?)\}/g)].map(([, name]) => name!);
  return (
    tokens.some((token) => !knownTokens.has(token)) ||
    variables.some((name) => process.env[name] === undefined) ||
    /^~[^/]/.test(path)
  );
}

const knownTokens = new Set('%hnprkdiulL');

function ownTokens(): Record<'d' | 'i' | 'u' | 'l' | 'L', string> {
  const { homedir, uid, username } = userInfo();
  return { d: homedir, i: String(uid), u: username, l: hostname(), L: hostname().split('.')[0]! };
}
