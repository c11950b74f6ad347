import { hostname, userInfo } from 'node:os';

/**
 * Replaces `~`, `%`-tokens and `${NAME}`, which `ssh -G` leaves as they are in some settings.
 * Source: ssh_config(5), TOKENS.
 * @param tokens those that depend on the host
 */
export function expandPath(path: string, tokens: Readonly<Record<string, string>>): string {
  const { homedir, uid, username } = userInfo();
  const all: Record<string, string> = {
    ...tokens,
    d: homedir,
    i: String(uid),
    u: username,
    l: hostname(),
    L: hostname().split('.')[0]!,
  };
  return expandTokens(path.replace(/^~(?=\/|$)/, homedir), all).replace(
    /\$\{(\w+)\}/g,
    (whole, name: string) => process.env[name] ?? whole,
  );
}

/** Replaces `%%` and these `%`-tokens; others stay. */
export function expandTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, token: string) => (token === '%' ? '%' : (tokens[token] ?? whole)));
}
