import { readFileSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';

export const workspace = resolve(import.meta.dirname, '../../..');

export interface Page {
  /** Absolute. */
  readonly path: string;
  /** Relative to the workspace. */
  readonly name: string;
  /** The file's name without its extension; on the page of a command, the command. */
  readonly title: string;
  readonly text: string;
}

export interface CodeBlock {
  /** The words after the fence: `sh run`. */
  readonly info: string;
  readonly text: string;
  /** Of the opening fence, 1-based. */
  readonly line: number;
}

export function readPage(path: string): Page {
  const name = relative(workspace, path);
  return { path, name, title: basename(path, '.md'), text: readFileSync(path, 'utf8') };
}

export function codeBlocks(text: string): CodeBlock[] {
  return [...text.matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)].map((match) => ({
    info: match[1]!.trim(),
    text: match[2]!,
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** Targets of the links and pictures in the text, except those in code. */
export function linkTargets(text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
}

/** The anchors that GitHub creates for the headings. */
export function anchors(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/^#+ +(.*)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The text of a section, from its heading to the next one of the same level. */
export function section(text: string, heading: string): string {
  const [, rest = ''] = text.split(new RegExp(`^## ${heading}$`, 'm'));
  return rest.split(/^## /m)[0]!;
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gm, '');
}

function withoutCode(text: string): string {
  return withoutBlocks(text).replaceAll(/`[^`\n]*`/g, '');
}
