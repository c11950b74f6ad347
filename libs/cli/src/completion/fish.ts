import type { CompletedCommand, CompletedOption, CompletedValue } from './completion-model.ts';
import { hostsScript } from './hosts-script.ts';
import { quoteForFish } from './quote.ts';

/** Completion for fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completes the commands of Task-Distributor in fish: td-master --completion fish | source

function __td_hosts
    sh -c ${quoteForFish(hostsScript)}
end
${functions}
${commands.flatMap(commandLines).join('\n')}
`;
}

function commandLines({ name, options, operands, takesWords }: CompletedCommand): string[] {
  const begin = `complete -c ${name}`;
  const before = `${begin} -n 'not __td_after_dashes'`;
  return [
    ...(operands === null || operands === 'files' ? [] : [`${before} ${sources[operands]}`]),
    ...(operands === null ? [`${before} -f`] : []),
    ...(takesWords ? [`${begin} -n __td_after_dashes -F`] : [`${begin} -n __td_after_dashes -f`]),
    ...options.map((option) => `${begin} ${optionWords(option)}`),
  ];
}

function optionWords({ names, description, value }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const words = value === null ? [] : [valueWords(value)];
  return [...flags, ...words, `-d ${quoteForFish(description)}`].join(' ');
}

function valueWords({ completes }: CompletedValue): string {
  return typeof completes === 'string' ? sources[completes] : `-xa ${quoteForFish(completes.join(' '))}`;
}

const sources = {
  files: '-rF',
  scenes: "-xka '(__fish_complete_suffix .pov)'",
  folders: "-xa '(__fish_complete_directories)'",
  hosts: "-xa '(__td_hosts)'",
  'list of hosts': "-rFa '(__td_list_of_hosts)'",
  nothing: '-x',
} as const;

const functions = String.raw`
# A list separated by commas, with each host that is not yet in it.
function __td_list_of_hosts
    set -l typed (string replace -r '^--[a-z-]+=' '' -- (commandline -ct))
    set -l list (string match -r '^.*,' -- $typed)
    for host in (__td_hosts)
        contains -- $host (string split , -- "$list"); or echo "$list$host"
    end
end

function __td_after_dashes
    contains -- -- (commandline -opc)
end
`;
