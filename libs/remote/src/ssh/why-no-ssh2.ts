import { sshMessages } from './ssh-messages.ts';

/**
 * Why ssh2 cannot be loaded here; null = it can. It needs a WebAssembly memory, for which Node.js reserves gigabytes of
 * addresses: under `ulimit -v`, as on login nodes, ssh2 would print its source and end the process.
 */
export function whyNoSsh2(): string | null {
  hasRoom ??= canReserveMemory();
  return hasRoom ? null : sshMessages.ulimitBeyondSsh2;
}

/** Checked only once: each check reserves as much as ssh2 does. */
let hasRoom: boolean | undefined;

function canReserveMemory(): boolean {
  const { WebAssembly } = globalThis as unknown as WithWebAssembly;
  try {
    void new WebAssembly.Memory({ initial: 1 });
    return true;
  } catch {
    return false;
  }
}

/** The types of Node.js lack it. */
interface WithWebAssembly {
  readonly WebAssembly: { readonly Memory: new (size: { initial: number }) => object };
}
