import { escapeControls } from '@task-distributor/band';

/** What the system's ssh says about host keys that it adds to known_hosts, or cannot add. */
export function addedKeys(log: string): string[] {
  const lines = log.matchAll(/^(?:Warning: )?((?:Permanently|Failed to) add.* known hosts.*?)\r?$/gm);
  return [...lines].map(([, line]) => escapeControls(line!));
}
