import type { AnySshConfig } from '../any-ssh-config.ts';

/**
 * Takes away what is not needed to show a difference: files, then lines. fast-check's own shrinking tries some hundreds of
 * times, and each try connects twice.
 */
export async function simplify(
  config: AnySshConfig,
  isDifferent: (simpler: AnySshConfig) => Promise<boolean>,
): Promise<AnySshConfig> {
  let simplest = config;
  const tryWith = async (name: string, text: string): Promise<void> => {
    if (text === simplest.files[name]) return;
    const simpler = { ...simplest, files: { ...simplest.files, [name]: text } };
    if (await isDifferent(simpler)) simplest = simpler;
  };
  const names = Object.keys(config.files);
  for (const name of names) await tryWith(name, '');
  for (const name of names) {
    const linesOf = (): string[] => (simplest.files[name] ?? '').split('\n');
    for (let i = linesOf().length - 1; i >= 0; i -= 1) {
      await tryWith(
        name,
        linesOf()
          .filter((_, at) => at !== i)
          .join('\n'),
      );
    }
  }
  return simplest;
}
