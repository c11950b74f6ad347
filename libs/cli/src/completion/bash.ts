import type { CompletedCommand, CompletedOption } from './completion-model.ts';
import { hostsScript } from './hosts-script.ts';
import { quoteForSh } from './quote.ts';
import { shell } from './shell.ts';

/** Completion for bash 4 or later. It does not need the package bash-completion. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completes the commands of Task-Distributor in bash: source <(td-master --completion bash)

_td_hosts() {
  sh -c ${quoteForSh(hostsScript)}
}

# Sets what is completed for a command ($1) and for the value of one of its options ($2).
_td_look_up() {
  case $1 in
${commands.map(commandCase).join('\n')}
  esac
}
${functions}
complete -o bashdefault -o default -F _td_complete ${commands.map(({ name }) => name).join(' ')}
`;
}

function commandCase({ name, options, operands, takesWords }: CompletedCommand): string {
  const names = options.flatMap((option) => option.names);
  return `    ${name})
      options='${names.join(' ')}' operands='${operands ?? 'nothing'}' after='${takesWords ? 'files' : 'nothing'}'
      case $2 in
${options.flatMap(valueCase).join('\n')}
        *) kind= ;;
      esac ;;`;
}

function valueCase({ names, value }: CompletedOption): string[] {
  if (value === null) return [];
  const { completes } = value;
  const kind = typeof completes === 'string' ? completes : `words ${completes.join(' ')}`;
  return [`        ${names.join(' | ')}) kind=${quoteForSh(kind)} ;;`];
}

const functions = shell`
_td_no_files() {
  compopt +o bashdefault +o default 2>/dev/null
}

# Offers words ($2...) that begin with what is typed ($1). readline replaces only what follows the last = or :, or
# begins with the last @.
_td_offer() {
  local typed=$1 breaks=@{COMP_WORDBREAKS//[^=:@]/} begin= word
  [[ -z $breaks ]] || begin=@{typed%"@{typed##*[$breaks]}"}
  begin=@{begin%@}
  shift
  for word; do
    [[ $word != "$typed"* ]] || COMPREPLY+=("@{word#"$begin"}")
  done
}

_td_offer_hosts() {
  local typed=$1 list= host hosts=()
  [[ $2 != list || $typed != *,* ]] || list=@{typed%,*},
  while read -r host; do
    [[ ,$list == *,"$host",* ]] || hosts+=("$list$host")
  done < <(_td_hosts)
  _td_offer "$typed" "@{hosts[@]}"
  [[ $2 != list ]] || compopt -o nospace 2>/dev/null
  # In place of a list, there may be a file.
  [[ $2 == list && @{#COMPREPLY[@]} -eq 0 && $typed != *,* ]] || _td_no_files
}

# Scenes and folders; any file, if there is no scene.
_td_offer_scenes() {
  local name
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -X '!*.[pP][oO][vV]' -- "$1")
  [[ @{#COMPREPLY[@]} -gt 0 ]] || return
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -d -- "$1")
  compopt -o filenames 2>/dev/null
}

# Completes a word ($2) of a certain kind ($1). For files, it leaves that to readline.
_td_offer_kind() {
  case $1 in
    files) ;;
    scenes) _td_offer_scenes "$2" ;;
    folders) _td_no_files; compopt -o dirnames 2>/dev/null ;;
    hosts) _td_offer_hosts "$2" ;;
    'list of hosts') _td_offer_hosts "$2" list ;;
    nothing) _td_no_files ;;
    words\ *) _td_no_files; _td_offer "$2" @{1#words } ;;
  esac
}

_td_complete() {
  COMPREPLY=()
  local words=() line=$COMP_LINE gap word i
  # readline has broken the words at = : and @.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=@{COMP_WORDS[i]} gap=@{line%%[![:space:]]*}
    line=@{line#"$gap"} line=@{line#"$word"}
    if [[ $i -eq 0 || -n $gap ]]; then words+=("$word"); else words[@{#words[@]} - 1]+=$word; fi
  done
  local last=$((@{#words[@]} - 1)) command=@{words[0]##*/} options operands after kind
  local typed=@{words[last]} before=@{words[last - 1]}
  for ((i = 1; i < last; i++)); do
    [[ @{words[i]} != -- ]] || { _td_look_up "$command" ''; _td_offer_kind "$after" "$typed"; return; }
  done
  if [[ $typed == --*=* ]]; then
    _td_look_up "$command" "@{typed%%=*}"
    _td_offer_kind "@{kind:-nothing}" "@{typed#*=}"
    return
  fi
  # In -cp, the last letter takes the value.
  [[ $before != -[!-]?* ]] || before=-@{before: -1}
  _td_look_up "$command" "$before"
  if [[ -n $kind && $typed != -* ]]; then _td_offer_kind "$kind" "$typed"
  elif [[ $typed == -* ]]; then _td_no_files; _td_offer "$typed" $options
  else _td_offer_kind "$operands" "$typed"
  fi
}
`;
