import type { CompletedCommand, CompletedOption, CompletedValue } from './completion-model.ts';
import { hostsScript } from './hosts-script.ts';
import { quoteForSh } from './quote.ts';
import { shell } from './shell.ts';

/** Completion for zsh, to be sourced after compinit, or to be a file _td in a folder of fpath. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `#compdef ${names}
# Completes the commands of Task-Distributor in zsh: source <(td-master --completion zsh)

_td_host_names() {
  sh -c ${quoteForSh(hostsScript)}
}
${functions}
_td() {
  case $service in
${commands.map(commandCase).join('\n')}
  esac
}

if [[ $funcstack[1] == _td ]]; then _td "$@"; else compdef _td ${names}; fi
`;
}

function commandCase({ name, options, operands, takesWords }: CompletedCommand): string {
  const specs = options.flatMap(optionSpecs);
  const rest = `*:word: _td_words ${operands ?? 'nothing'} ${takesWords ? 'files' : 'nothing'}`;
  const lines = [...specs, rest].map((spec) => `        ${quoteForSh(spec)}`).join(' \\\n');
  return `    ${name})\n      _arguments -s -S \\\n${lines} ;;`;
}

/** As _arguments reads them: `(-h --help)-h[Print this help]`, `--hosts=[Hosts]:LIST:_td_list_of_hosts`. */
function optionSpecs({ names, description, value, isRepeatable }: CompletedOption): string[] {
  const text = description.replaceAll(/[\\[\]]/g, String.raw`\$&`);
  const others = names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map((name) => {
    const bond = value === null ? '' : name.startsWith('--') ? '=' : '+';
    return `${isRepeatable ? '*' : others}${name}${bond}[${text}]${value === null ? '' : valueSpec(value)}`;
  });
}

function valueSpec({ name, completes }: CompletedValue): string {
  const action = typeof completes === 'string' ? actions[completes] : `(${completes.join(' ')})`;
  return `:${name.replaceAll(':', String.raw`\:`)}:${action}`;
}

const actions = {
  files: '_files',
  scenes: '_files -g "*.(#i)pov(-.)"',
  folders: '_files -/',
  hosts: '_td_hosts',
  'list of hosts': '_td_list_of_hosts',
  nothing: ' ',
} as const;

const functions = shell`
_td_hosts() {
  local -a hosts=(@{(f)"$(_td_host_names)"})
  compadd -a hosts
}

# A list separated by commas, or a file.
_td_list_of_hosts() {
  local -a hosts=(@{(f)"$(_td_host_names)"}) taken
  if compset -P '*,'; then
    taken=(@{(s:,:)IPREFIX##*=})
    hosts=(@{hosts:|taken})
    compadd -q -S , -a hosts
  else
    _alternative 'hosts:host:compadd -q -S , -a hosts' 'files:file of hosts:_files'
  fi
}

# Words of one kind before --, of another after it.
_td_words() {
  local kind=$1 dashes=@{words[(i)--]}
  (( dashes >= CURRENT )) || kind=$2
  case $kind in
    files) _files ;;
    hosts) _td_hosts ;;
    nothing) _message 'no more words' ;;
  esac
}
`;
