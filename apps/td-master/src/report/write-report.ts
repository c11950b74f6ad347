import { writeFile } from 'node:fs/promises';
import { errorCode, errorMessage, InputError, TdError } from '@task-distributor/band';
import { extensions, type Format, formatOf, type Report } from '@task-distributor/report';

/** @param option that names the file, for messages @throws InputError for an extension that stands for no format */
export function checkedFormat(option: string, output: string): Format {
  const format = formatOf(output);
  if (format !== null) return format;
  throw new InputError(`${option}: ${output}: Expected a name that ends in one of ${extensions}`, {
    path: output,
  });
}

/** @param option that names the file, for messages @throws InputError, TdError */
export async function writeReport(option: string, output: string, report: Report): Promise<void> {
  const text = checkedFormat(option, output)(report);
  try {
    await writeFile(output, text);
  } catch (cause) {
    const facts = { cause, path: output, code: errorCode(cause) };
    throw new TdError(`${option}: ${output}: ${errorMessage(cause)}`, facts);
  }
}
