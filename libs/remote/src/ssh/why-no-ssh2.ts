import { sshMessages } from './ssh-messages.ts';

/**
 * Why ssh2 cannot be loaded here; null = it can. It needs a WebAssembly memory, for which Node.js reserves gigabytes of
 * addresses: under `ulimit -v`, as on login nodes, ssh2 would print its source and end the process.
 */
export function whyNoSsh2(): string | null {
  const { WebAssembly } = globalThis as unknown as WithWebAssembly;
  try {
    void new WebAssembly.Memory({ initial: 1 });
    return null;
  } catch {
    return sshMessages.ulimitBeyondSsh2;
  }
}

/** The types of Node.js lack it. */
interface WithWebAssembly {
  readonly WebAssembly: { readonly Memory: new (size: { initial: number }) => object };
}
