# The state folder: the facts about the cluster, and the journal of what down must remove.
#
#   hosts.txt known_hosts id_ed25519 ssh_config env   for users
#   settings                                          shell variables of this cluster
#   journal                                           `KIND THING` lines, each written before the thing is created
#   hosts/NAME/                                       number, init (pid, start, boot), keys, sshd's files, log

# Not under /run: lines in /etc/hosts, users and files survive a reboot, so the journal must survive it too.
if ((EUID == 0)); then
  state=/var/lib/td-cluster
else
  state=${XDG_STATE_HOME:-$HOME/.local/state}/td-cluster
fi

is_root() { ((EUID == 0)); }

# Only one up or down runs at a time: file descriptor 8 holds a lock on the parent of the state folder, so no lock file is
# left behind. Processes that outlive us must not inherit it: 8<&-.
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

# save_settings NAME...: saves these variables for later calls.
save_settings() {
  local name
  for name in "$@"; do
    printf '%s=%q\n' "$name" "${!name}"
  done >"$state/settings"
}

journal() { printf '%s %s\n' "$1" "$2" >>"$state/journal"; }

# journaled KIND: prints the things of that kind, the newest first.
journaled() {
  [[ -r $state/journal ]] || return 0
  tac "$state/journal" | sed -n "s/^$1 //p"
}

# make_folder PATH [KIND]: creates the folder and its parents. down removes the topmost folder that was created, with all
# that is in it; with the kind `shared`, only folders that are empty then.
make_folder() {
  local path=$1 kind=${2:-path} missing=
  while [[ ! -e $path && ! -L $path ]]; do
    missing=$path
    path=$(dirname -- "$path")
  done
  [[ -z $missing ]] || journal "$kind" "$missing"
  mkdir -p -- "$1"
}

# make_file PATH: writes stdin to the file, unless it already exists.
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

# process_birth PID: prints start time and boot id, so that a reused pid is not mistaken for the same process.
process_birth() {
  local stat boot
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  read -r boot </proc/sys/kernel/random/boot_id
  # The name in parentheses may contain spaces, so fields are counted after it. State is field 3, start time field 22.
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [[ $1 != Z ]] || return 1
  printf '%s %s\n' "${20}" "$boot"
}

# remember_process FILE PID saves a process; recall_process FILE prints its pid, and fails if it has ended.
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
