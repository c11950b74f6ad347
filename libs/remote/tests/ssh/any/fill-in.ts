import { createHmac } from 'node:crypto';

/**
 * Replaces `<name>` by what the name stands for, and then `<hash NAME>` by NAME as HashKnownHosts has it in known_hosts.
 * @throws Error for a name that stands for nothing
 */
export function fillIn(text: string, names: Readonly<Record<string, string>>): string {
  return text
    .replace(/<([\w.-]+)>/g, (_, name: string) => {
      const meaning = names[name];
      if (meaning === undefined) throw new Error(`Expected a name that stands for something, got <${name}>`);
      return meaning;
    })
    .replace(/<hash ([^>]+)>/g, (_, name: string) => hashed(name));
}

function hashed(name: string): string {
  const salt = Buffer.from('always the same salt');
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}
