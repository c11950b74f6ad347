import { wrapWords } from '../wrap-words.ts';
import { commandSpec } from './command-spec.ts';
import { type CommandName, commands } from './commands.ts';
import { keyedSettings } from './keys.ts';
import { optionList } from './option-list.ts';
import { optionOf, synopsis } from './synopsis.ts';

/** The parts of a command's page that come from the table: its synopsis and its list of options. */
export interface PageParts {
  readonly synopsis: string;
  readonly options: string;
}

export function pageParts(): Record<CommandName, PageParts> {
  const names = Object.keys(commands) as CommandName[];
  return Object.fromEntries(names.map((name) => [name, partsOf(name)])) as Record<CommandName, PageParts>;
}

/** The table of the page about settings files, in Markdown. */
export function keyTable(): string {
  const lines = [...keyedSettings()].map(([key, { row }]) => {
    const variable = row.env ? `\`${row.env}\`` : '';
    return `| \`${key}\` | \`${optionOf(row).replaceAll('|', '\\|')}\` | ${variable} |`;
  });
  return ['| key | option | variable |', '| --- | --- | --- |', ...lines].join('\n');
}

function partsOf(name: CommandName): PageParts {
  const spec = commandSpec(name);
  const begin = `${name} `;
  return {
    synopsis: wrapWords([name, ...synopsis(spec)], { width: 90, indent: ' '.repeat(begin.length) }),
    options: optionList(spec)
      .map(({ names, help, details, facts }) => {
        const item = `- ${names.map((option) => `\`${option}\``).join(', ')}: ${help} ${details} ${facts}`;
        return wrapWords(item.trim().split(/\s+/), { width: 120, indent: '  ' });
      })
      .join('\n'),
  };
}
