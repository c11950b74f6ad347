import { wrapWords } from '../wrap-words.ts';
import { commandSpec } from './command-spec.ts';
import { type CommandName, commands } from './commands.ts';
import { optionList } from './option-list.ts';
import { synopsis } from './synopsis.ts';

/** The parts of a command's page that come from the table: its synopsis and its list of options. */
export interface PageParts {
  readonly synopsis: string;
  readonly options: string;
}

export function pageParts(): Record<CommandName, PageParts> {
  const names = Object.keys(commands) as CommandName[];
  return Object.fromEntries(names.map((name) => [name, partsOf(name)])) as Record<CommandName, PageParts>;
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
