import type { AgentAuthMethod, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import type { Ssh2 } from './load-ssh2.ts';
import type { SshAgent } from './ssh-agent.ts';

/** A way to log in with these keys of the agent, in this order. */
export function agentMethod(
  { BaseAgent }: Ssh2,
  username: string,
  agent: SshAgent,
  keys: ParsedKey[],
): AgentAuthMethod {
  class ListedKeys extends BaseAgent<ParsedKey> {
    getIdentities(answer: IdentityCallback<ParsedKey>): void {
      answer(null, keys);
    }

    sign(
      key: ParsedKey,
      data: Buffer,
      options: SigningRequestOptions | SignCallback,
      answer?: SignCallback,
    ): void {
      const [hash, done] = typeof options === 'function' ? [{}, options] : [options, answer];
      agent.sign(key, data, hash).then((signature) => done?.(null, signature), done);
    }
  }
  return { type: 'agent', username, agent: new ListedKeys() };
}
