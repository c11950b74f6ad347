import { formatHostAddress, type HostAddress } from '../host-address.ts';
import type { PrintedSettings } from './printed-settings.ts';
import { readSshSettings } from './read-ssh-settings.ts';

/** What OpenSSH says about hosts. It is asked once for each. */
export class HostSettings {
  readonly #configFile: string | undefined;
  readonly #asked = new Map<string, Promise<PrintedSettings>>();
  readonly #abort = new AbortController();

  /** @param configFile instead of ~/.ssh/config and /etc/ssh/ssh_config */
  constructor(configFile: string | undefined) {
    this.#configFile = configFile;
  }

  /** @throws TdError; an Error once it is closed */
  of(host: HostAddress): Promise<PrintedSettings> {
    return this.#ask(host, this.#configFile);
  }

  /** The settings of a host that no file says anything about. @throws TdError; an Error once it is closed */
  defaults(): Promise<PrintedSettings> {
    return this.#ask({ user: null, name: 'localhost', port: null }, 'none');
  }

  /** Gives up all questions. */
  close(): void {
    this.#abort.abort(new Error('The launcher was closed'));
  }

  #ask(host: HostAddress, configFile: string | undefined): Promise<PrintedSettings> {
    const key = `${formatHostAddress(host)} ${configFile ?? ''}`;
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const asking = readSshSettings(host, configFile, this.#abort.signal);
    this.#asked.set(key, asking);
    asking.catch(() => this.#asked.delete(key));
    return asking;
  }
}
