/**
 * A script for sh that prints the names of hosts that the user may mean, one a line: those of TD_HOSTS and of hosts.txt in the
 * working folder, of ~/.ssh/config with the files that it includes, and of ~/.ssh/known_hosts, as far as they are not hashed.
 */
export const hostsScript = String.raw`
from_list() {
  awk '{ sub(/(^|[ \t])#.*/, "") } NF { sub(/^[0-9]+\//, "", $1); print $1 }' "$1"
}
from_config() {
  awk '{
    sub(/\r$/, ""); sub(/^[ \t]+/, ""); sub(/[ \t]*=[ \t]*|[ \t]+/, " "); gsub(/"/, "")
    key = tolower($1)
    if (key == "host" || key == "include") for (i = 2; i <= NF && $i !~ /^#/; i++) print key, $i
  }' "$1" | while read -r key word; do
    case $key:$word in
      host:*[*?!]*) ;;
      host:*) printf "%s\n" "$word" ;;
      include:*)
        case $word in "~/"*) word=$HOME/$(printf %s "$word" | cut -c 3-) ;; /*) ;; *) word=$HOME/.ssh/$word ;; esac
        [ "$2" -ge 16 ] || for file in $word; do [ ! -f "$file" ] || from_config "$file" $(($2 + 1)); done ;;
    esac
  done
}
from_known_hosts() {
  awk '$1 !~ /^[#@|]/ {
    count = split($1, names, ",")
    for (i = 1; i <= count; i++) {
      name = names[i]
      if (name ~ /^\[.*\]:[0-9]+$/) { sub(/^\[/, "", name); sub(/\]:/, ":", name) }
      if (name !~ /[*?!]|:.*:/) print name
    }
  }' "$1"
}
{
  if [ -f "$TD_HOSTS" ]; then from_list "$TD_HOSTS"; else printf "%s\n" "$TD_HOSTS" | tr , "\n"; fi
  [ ! -f hosts.txt ] || from_list hosts.txt
  from_config ~/.ssh/config 0
  from_known_hosts ~/.ssh/known_hosts
} </dev/null 2>/dev/null | grep . | sort -u
`.trim();
