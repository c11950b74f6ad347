import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { notRendered, tableOf } from './table-of-scenes.mjs';

const path = resolve(import.meta.dirname, '../../docs/exactness.md');

/** Writes the tables into docs/exactness.md, between its marks. */
export function writePage(causes, examples) {
  const rows = tableOf(examples);
  const isQuiet = (row) => row[1] === 'yes' && row.at(-1) === 'no';
  const quiet = rows.filter(isQuiet).map(([scene]) => scene);
  const texts = {
    causes: markdown(tableOf(causes)),
    scenes: markdown(rows.filter((row) => !isQuiet(row))),
    'exact scenes': `${quiet.length} scenes:\n\n${byFolder(quiet)}`,
    'other scenes': markdown([['scene', 'reason'], ...notRendered(examples).map(reasonRow)]),
  };
  let page = readFileSync(path, 'utf8');
  for (const [name, text] of Object.entries(texts)) page = replaceBetween(page, name, text);
  writeFileSync(path, page);
}

function reasonRow([scene, reason]) {
  return [scene, reason === 'slow' ? 'takes more than 20 s of processor time' : reason];
}

function replaceBetween(page, name, text) {
  const [before, rest] = page.split(`<!-- ${name} -->\n`);
  const after = rest?.split(`<!-- end of ${name} -->`)[1];
  if (after === undefined) throw new Error(`docs/exactness.md: Expected the marks of "${name}", found none`);
  return `${before}<!-- ${name} -->\n\n${text}\n\n<!-- end of ${name} -->${after}`;
}

function markdown([heads, ...rows]) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function byFolder(scenes) {
  const folders = new Map();
  for (const scene of scenes) {
    const cut = scene.lastIndexOf('/') + 1;
    const folder = scene.slice(0, cut);
    folders.set(folder, [...(folders.get(folder) ?? []), scene.slice(cut)]);
  }
  return [...folders].map(([folder, names]) => `- \`${folder}\`: ${names.join(', ')}`).join('\n');
}
