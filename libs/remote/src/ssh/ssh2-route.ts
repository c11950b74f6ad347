import type { HostAddress } from '../host-address.ts';
import { beyondSsh2 } from './beyond-ssh2.ts';
import type { HostSettings } from './host-settings.ts';
import { parseSshSettings } from './parse-ssh-settings.ts';
import { readRoute } from './read-route.ts';
import { sshError } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';
import { whyNoSsh2 } from './why-no-ssh2.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * The hosts to connect to one after the other with ssh2; the host itself is the last.
 * @throws TdError, also for settings that ssh2 does not honour
 */
export async function ssh2Route(host: HostAddress, known: HostSettings): Promise<SshSettings[]> {
  const lack = whyNoSsh2();
  if (lack !== null) throw sshError(host, 'resolving', lack, { beyondSsh2: lack });
  const asking = known.defaults();
  asking.catch(() => undefined);
  // An error of the host's own counts first.
  const route = await readRoute(host, known);
  const defaults = await asking;
  return route.map((hop) => {
    const reason = beyondSsh2(hop.settings, defaults);
    if (reason === null) return parseSshSettings(hop.host, hop.settings);
    throw sshError(hop.host, 'resolving', sshMessages.notBySsh2(reason), { beyondSsh2: reason });
  });
}
