import { switches, type SwitchRow } from './option-tables.ts';

/** What a switch sets: by its sign, by its parameter, or both. */
export interface SwitchValue {
  readonly setting: string;
  readonly value: string;
}

/**
 * Reads a switch as POV-Ray does: the first row of its table that matches counts.
 * @param key the text after the sign, up to a quote: `A0.3`, `L`
 * @param quoted the quoted text that follows the key; null = none
 * @returns null for a switch that POV-Ray does not know
 */
export function readSwitch(sign: '+' | '-', key: string, quoted: string | null): SwitchValue[] | null {
  for (const row of switches) {
    if (!key.toUpperCase().startsWith(row.name)) continue;
    const rest = key.slice(row.name.length);
    if (quoted !== null && rest !== '') return null;
    const parameter = quoted ?? rest;
    if (/^[^\0- ]/.test(parameter) !== (row.parameter !== null)) continue;
    return valuesOf(row, sign, parameter);
  }
  return null;
}

function valuesOf(
  { name, parameter: setting, sign: flag }: SwitchRow,
  sign: string,
  text: string,
): SwitchValue[] | null {
  const values: SwitchValue[] = [];
  if (flag !== null) values.push({ setting: flag, value: sign === '-' ? 'Off' : 'On' });
  if (setting === null) return values;
  if (setting === 'Output_File_Type') {
    const type = fileType(text);
    return type && [...values, ...type];
  }
  // The name of the switch A0 has the first digit of its parameter.
  values.push({ setting, value: name.endsWith('0') && /^[.\d]/.test(text) ? `0${text}` : text });
  return values;
}

/** `N`, `N16`, `Ng`: type, bits a colour, grey. null = there is something else after the type. */
function fileType(text: string): SwitchValue[] | null {
  const [, type = '', bits, grey, rest] = /^(.)(?:(\d+)|(g))?(.*)$/is.exec(text) ?? [];
  if (rest !== '' || (grey !== undefined && !/[np]/i.test(type))) return null;
  const values = [{ setting: 'Output_File_Type', value: type }];
  if (grey !== undefined) values.push({ setting: 'Grayscale_Output', value: 'On' });
  if (bits !== undefined) values.push({ setting: 'Bits_Per_Color', value: bits });
  return values;
}
