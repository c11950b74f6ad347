import { lstatSync, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { errorMessage, InputError, TdError } from '@task-distributor/band';

/** What an output is written as, by the extension of its name. */
export type OutputFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'avif' | 'dzi';

const formats: Record<string, OutputFormat> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.avif': 'avif',
  '.dzi': 'dzi',
};

/** @throws InputError for an extension that stands for no format */
export function outputFormat(path: string): OutputFormat {
  const format = formats[extname(path).toLowerCase()];
  if (format === undefined) {
    throw new InputError(
      `Expected an output name that ends in ${Object.keys(formats).join(' ')}, got "${basename(path)}"`,
      { path },
    );
  }
  return format;
}

/**
 * Whether an image can be written under this name, as far as that can be told before there is one. `-` always can.
 * @throws InputError for an extension that stands for no format; TdError when the folder is not there, or when
 * something is there that is no file
 */
export function checkOutputName(path: string): void {
  if (path === '-') return;
  outputFormat(path);
  const folder = dirname(path);
  try {
    if (!statSync(folder).isDirectory())
      throw Object.assign(new Error('Not a directory'), { code: 'ENOTDIR' });
  } catch (error) {
    throw new TdError(`cannot write ${path}: ${folder}: ${errorMessage(error)}`, { cause: error, path });
  }
  const stat = lstatSync(path, { throwIfNoEntry: false });
  const found = stat?.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : stat;
  if (found && !found.isFile()) {
    throw new TdError(
      `cannot write ${path}: it is not a file (for a pipe or a device: -o - and a redirection)`,
      {
        path,
      },
    );
  }
}
