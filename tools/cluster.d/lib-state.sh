# The state folder: what the cluster is, and the journal of what down has to take away.
#
#   hosts.txt known_hosts id_ed25519 ssh_config env   for users
#   settings                                          shell variables of this cluster
#   journal                                           one `KIND THING` a line, written before the thing is made
#   hosts/NAME/                                       number, init (pid, start, boot), keys, sshd's files, log

# Not under /run: entries in /etc/hosts, users and files outlive a reboot, and so must the knowledge of them.
if ((EUID == 0)); then
  state=/var/lib/td-cluster
else
  state=${XDG_STATE_HOME:-$HOME/.local/state}/td-cluster
fi

is_root() { ((EUID == 0)); }

# One up or down at a time: file descriptor 8 is a lock on the folder around the state, which leaves no file behind.
# What is to live on must not inherit it: 8<&-.
open_lock() {
  mkdir -p -- "$(dirname -- "$state")"
  exec 8<"$(dirname -- "$state")"
}

cluster_exists() { [[ -d $state ]]; }

load_settings() {
  [[ -r $state/settings ]] || die 'no cluster is up'
  # shellcheck source=/dev/null
  source "$state/settings"
}

# save_settings NAME...: these variables, for later calls.
save_settings() {
  local name
  for name in "$@"; do
    printf '%s=%q\n' "$name" "${!name}"
  done >"$state/settings"
}

journal() { printf '%s %s\n' "$1" "$2" >>"$state/journal"; }

# journaled KIND: the things of that kind, last made first.
journaled() {
  [[ -r $state/journal ]] || return 0
  tac "$state/journal" | sed -n "s/^$1 //p"
}

# make_folder PATH: with its parents; the topmost one that was not there is what down removes.
make_folder() {
  local path=$1 missing=
  while [[ ! -e $path && ! -L $path ]]; do
    missing=$path
    path=$(dirname -- "$path")
  done
  [[ -z $missing ]] || journal path "$missing"
  mkdir -p -- "$1"
}

# make_file PATH: from stdin, unless it is there already.
make_file() {
  if [[ -e $1 ]]; then
    cat >/dev/null
    return
  fi
  make_folder "$(dirname -- "$1")"
  journal path "$1"
  cat >"$1"
}

host_names() {
  [[ ! -r $state/hosts.txt ]] || sed 's/^.*@//' "$state/hosts.txt"
}

known_host() {
  load_settings
  [[ $1 =~ ^[a-z][a-z0-9-]*$ && -d $state/hosts/$1 ]] ||
    die "no host $1 in this cluster: $(host_names | paste -sd ' ')"
}

# process_birth PID: start time and boot, so that a number used again is not taken for the same process.
process_birth() {
  local stat boot
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  read -r boot </proc/sys/kernel/random/boot_id
  # The name in brackets may hold spaces: fields count from behind it. Start time is field 22, state field 3.
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [[ $1 != Z ]] || return 1
  printf '%s %s\n' "${20}" "$boot"
}

# remember_process FILE PID / recall_process FILE: the pid, if that process is still there.
remember_process() {
  local birth
  birth=$(process_birth "$2") || return 1
  printf '%s %s\n' "$2" "$birth" >"$1"
}

recall_process() {
  local pid birth
  read -r pid birth 2>/dev/null <"$1" || return 1
  [[ $birth == "$(process_birth "$pid")" ]] && printf '%s\n' "$pid"
}
