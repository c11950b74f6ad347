import { spawn } from 'node:child_process';

/** Opens an address in the user's browser. @param warn called if that cannot be done */
export function openBrowser(url: string, warn: (message: string) => void): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  const cannot = (reason: string): void => warn(`--open: ${program} ${reason}; open ${url} yourself`);
  child.on('error', () => cannot('is not there'));
  child.on('exit', (code) => {
    if (code !== 0) cannot('could not open it');
  });
  child.unref();
}
