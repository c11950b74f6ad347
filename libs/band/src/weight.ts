/** The speed of a host, in proportion to other hosts: a number from 0.001 to 1000. null = the text is not valid. */
export function parseWeight(text: string): number | null {
  const weight = Number(text);
  return /^\d+(\.\d+)?$/.test(text) && weight >= 0.001 && weight <= 1_000 ? weight : null;
}

/** Describes what `parseWeight` reads, for messages. */
export const weightRange = 'from 0.001 to 1000';
