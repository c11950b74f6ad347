/**
 * What the user can do where hosts that got the scene in a package fail with this code, for the end of a message; null = what
 * the renderer advises on it.
 */
export function adviceOnSent(code: string): string | null {
  return advice.get(code) ?? null;
}

const advice: ReadonlyMap<string, string> = new Map([
  ['E_FILE_MISSING', 'send it with --send PATH'],
  [
    'E_PHOTON_FILE',
    'a host gets the file if it is in the working folder, and the scene has its name after load_file as one text',
  ],
]);
