import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, vi } from 'vitest';

/** How each shell is started without the user's files, and told to complete. Its prompt is `ready> `. */
export const shells = {
  bash: {
    start: 'bash --noprofile --norc',
    setUp: "PS1='ready> '; bind 'set bell-style none'; source <(td-master --completion bash)",
  },
  zsh: {
    start: 'zsh -f',
    setUp: "PS1='ready> '; autoload -Uz compinit && compinit -u -D; source <(td-master --completion zsh)",
  },
  'zsh with fpath': {
    start: 'zsh -f',
    setUp:
      "PS1='ready> '; td-master --completion zsh > ../_td; fpath=(~ $fpath); autoload -Uz compinit && compinit -u -D",
  },
  fish: {
    start: 'fish --no-config',
    setUp:
      "function fish_prompt; echo -n 'ready> '; end; set -g fish_autosuggestion_enabled 0; td-master --completion fish | source",
  },
} as const;

/** A shell on a terminal of its own, in a folder with scenes and hosts. */
export class ShellInTmux {
  readonly #socket: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#socket = join(folder, 'tmux');
  }

  static async start(name: keyof typeof shells, parent: string): Promise<ShellInTmux> {
    const shell = new ShellInTmux(await mkdtemp(join(parent, 'home-')));
    try {
      await shell.#setUp(name);
    } catch (error) {
      await shell.close();
      throw error;
    }
    return shell;
  }

  async #setUp(name: keyof typeof shells): Promise<void> {
    const home = await this.#makeHome();
    const env = {
      HOME: home,
      TERM: 'screen',
      LC_ALL: 'C.UTF-8',
      PATH: `${binFolder}:${process.env['PATH']}`,
    };
    const words = Object.entries(env).map(([key, value]) => `${key}=${value}`);
    const { start, setUp } = shells[name];
    const size = ['-x', '100', '-y', '40'];
    const command = ['env', '-i', ...words, 'TD_HOSTS=', ...start.split(' ')];
    await this.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', join(home, 'work'), ...command);
    // Written in two parts, so that the command itself is not taken for its output.
    await this.type(`${setUp}; echo set''-up`, 'Enter');
    await this.shows(/^set-up$/m);
  }

  /** Types words, or keys by their names in tmux: `Tab`. */
  async type(...keys: string[]): Promise<void> {
    const isName = (key: string) => ['Tab', 'Enter', 'C-u'].includes(key);
    const commands = keys.map((key) => ['send-keys', ...(isName(key) ? [] : ['-l']), key]);
    await this.#tmux(...commands.flatMap((command, i) => (i === 0 ? command : [';', ...command])));
  }

  /** Waits until the screen shows something. */
  async shows(pattern: RegExp): Promise<void> {
    const look = async () => expect(await this.screen()).toMatch(pattern);
    await vi.waitFor(look, { timeout: 15_000, interval: 50 });
  }

  async screen(): Promise<string> {
    const { stdout } = await this.#tmux('capture-pane', '-p');
    return stdout.trimEnd();
  }

  /** An empty screen with a prompt. */
  async clear(): Promise<void> {
    await this.type('C-u', 'clear', 'Enter');
    await this.shows(/^ready>$/);
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server');
  }

  async #makeHome(): Promise<string> {
    const home = join(this.#folder, 'home');
    await mkdir(join(home, '.ssh/conf.d'), { recursive: true });
    await mkdir(join(home, 'work/jobs'), { recursive: true });
    await mkdir(join(home, 'work/junk'));
    const files = {
      '.ssh/config':
        '# Hosts\nInclude conf.d/*\nhost solo5\nHost rack1 !rack2 *.lab\n  User pi\nHOST = "rack3" # last\n',
      '.ssh/conf.d/lab': 'Host lab7\n',
      '.ssh/known_hosts':
        '|1|aGFzaA==|aGFzaA== ssh-rsa A\n[known9]:2222,10.9.8.7 ssh-rsa A\n@revoked bad5 ssh-rsa A\n',
      'work/hosts.txt': 'pi110\n4/pi@desk6:2200 weight=2 # fast\n\n# pi119\n',
      'work/spiral.pov': '',
      'work/notes.txt': '',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
    return home;
  }

  #tmux(...words: string[]) {
    return execa('tmux', ['-S', this.#socket, ...words]);
  }
}
