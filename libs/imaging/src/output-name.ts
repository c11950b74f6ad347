import { statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { errorMessage, InputError, TdError } from '@task-distributor/band';
import { outputTarget } from './output-target.ts';

/** The format of an output, by the extension of its name. */
export type OutputFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'avif' | 'dzi';

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
 * Checks whether an image can be written under this name, as far as that can be known before there is an image. Of a
 * symbolic link the target is written.
 * @throws InputError for an extension that stands for no format; TdError when the folder does not exist, or when
 * something that is not a file has the name
 */
export function checkOutputName(path: string): void {
  const format = outputFormat(path);
  const folder = dirname(path);
  checkFolder(folder, path);
  const target = outputTarget(path);
  if (target !== path) {
    if (format === 'dzi') {
      const message = `cannot write ${path}: it is a symbolic link, and the tiles belong beside the file: name ${target}`;
      throw new TdError(message, { path });
    }
    checkFolder(dirname(target), path);
  }
  const found = statSync(target, { throwIfNoEntry: false });
  if (found && !found.isFile()) {
    const message = `cannot write ${path}: it is not a file (for a pipe or a device: -o - and a redirection)`;
    throw new TdError(message, { path });
  }
}

/** @throws TdError when it is no folder */
function checkFolder(folder: string, path: string): void {
  try {
    if (statSync(folder).isDirectory()) return;
    throw Object.assign(new Error('Not a directory'), { code: 'ENOTDIR' });
  } catch (error) {
    throw new TdError(`cannot write ${path}: ${folder}: ${errorMessage(error)}`, { cause: error, path });
  }
}

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
