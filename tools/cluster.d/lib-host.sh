# One host: its namespaces, which its own init keeps open, and ways to enter them.

host_launch() {
  local folder=$state/hosts/$1 number
  local init=(bash "$here/cluster.d/host-init.sh" "$1" "$folder" "$state" "$shared" "$gluster")
  case $isolation in
    machine)
      number=$(<"$folder/number")
      link_up "$1" "$number"
      make_cgroup "$1"
      launch "$1" bash -c "$(enter_cgroup "$1")"' exec "$@"' _ nsenter --net="/run/netns/$1" \
        unshare -m -u -p --fork --kill-child "${init[@]}"
      ;;
    names) launch "$1" unshare -U -r -m -u -p --fork --kill-child "${init[@]}" ;;
  esac
}

# Starts a process that outlives us and keeps none of our files open.
launch() {
  local log=$state/hosts/$1/log
  shift
  setsid "$@" </dev/null >>"$log" 2>&1 8<&- &
  disown
}

host_launched() {
  local folder=$state/hosts/$1
  [[ $isolation != none ]] || return 0
  wait_for 10 test -s "$folder/pid" || die "unable to start host $1: $(tail -n 1 "$folder/log")"
  remember_process "$folder/init" "$(<"$folder/pid")" || die "host $1 ended at once: $(tail -n 1 "$folder/log")"
}

host_init() { recall_process "$state/hosts/$1/init" || die "host $1 is down: run tools/cluster down, then up"; }

# in_host NAME COMMAND...: runs the command as root if we are root, else as ourselves.
in_host() {
  local name=$1 init
  shift
  case $isolation in
    machine)
      init=$(host_init "$name")
      bash -c "$(enter_cgroup "$name")"' exec "$@"' _ nsenter -t "$init" -n -m -u -p -- "$@" 8<&-
      ;;
    names)
      # A second user namespace inside the host's maps root back to us: sshd needs a real user.
      in_host_as_its_root "$name" unshare -U --map-user="$(id -u)" --map-group="$(id -g)" -- "$@"
      ;;
    none) env TD_CLUSTER_HOST="$name" "$@" 8<&- ;;
  esac
}

in_host_as_its_root() {
  local name=$1 init
  shift
  case $isolation in
    names)
      init=$(host_init "$name")
      nsenter -t "$init" -U -m -u -p --preserve-credentials -- "$@" 8<&-
      ;;
    *) in_host "$name" "$@" ;;
  esac
}

host_exec() {
  (($# >= 2)) || wrong_usage 'Expected a host and a command after exec'
  known_host "$1"
  in_host "$@"
}

# host_processes NAME: prints the pids on this machine, including that of init.
host_processes() {
  local init space
  if [[ $isolation == none ]]; then
    processes_marked "$1"
    return
  fi
  init=$(recall_process "$state/hosts/$1/init") || return 0
  space=$(readlink "/proc/$init/ns/pid") || return 0
  { find /proc/[0-9]*/ns/pid -maxdepth 0 -printf '%l/%h\n' 2>/dev/null || true; } |
    awk -F / -v space="$space" '$1 == space { print $4 }'
}

# Without namespaces: the sshd, its descendants, and all processes with its mark in their environment (children of sshd
# that it has left behind).
processes_marked() {
  local name=$1 listener
  listener=$(recall_process "$state/hosts/$name/init" || true)
  {
    if [[ -n $listener ]]; then
      ps -eo pid=,ppid= | awk -v root="$listener" '
        { parent[$1] = $2 }
        END { for (p in parent) { q = p; while (q in parent && q != root) q = parent[q]; if (q == root) print p } }'
    fi
    grep -zlx "TD_CLUSTER_HOST=$name" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3 || true
  } | sort -nu
}

# process_state PID: prints R, S, D, T, Z, ..., or nothing if there is no such process.
process_state() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  stat=${stat##*) }
  echo "${stat%% *}"
}

# Lists the processes of a host, except those of the host itself: init, the listening sshd, and the GlusterFS client.
host_ps() {
  local pid init command
  init=$(recall_process "$state/hosts/$1/init" || true)
  for pid in $(host_processes "$1"); do
    [[ $pid != "$init" && $(process_state "$pid") =~ ^[^ZX] ]] || continue
    command=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" || true)
    [[ $command != sshd:*'[listener]'* && ! $command =~ ^(/usr)?/sbin/glusterfs\  ]] || continue
    # sshd pads its title with spaces.
    read -r command <<<"$command"
    printf '%s\t%s\t%s\n' "$pid" "$(stat -c %U "/proc/$pid" 2>/dev/null || echo -)" "$command"
  done
}

# sshd_processes NAME [listener]: prints the pids of all its sshd processes, or only that of the listening one.
sshd_processes() {
  local pid command
  for pid in $(host_processes "$1"); do
    read -r command 2>/dev/null <"/proc/$pid/comm" || continue
    [[ $command == sshd* && $(process_state "$pid") =~ ^[^ZX] ]] || continue
    if [[ -n ${2-} && $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") != *'[listener]'* ]]; then continue; fi
    echo "$pid"
  done
}

host_status() {
  local init
  if ! init=$(recall_process "$state/hosts/$1/init"); then
    if [[ $isolation == none ]]; then echo 'no sshd'; else echo down; fi
  elif [[ $(process_state "$init") == T ]]; then
    echo frozen
  elif [[ $isolation == machine ]] && link_is_down "$1"; then
    echo cut
  elif [[ -z $(sshd_processes "$1" listener) ]]; then
    echo 'no sshd'
  else
    echo up
  fi
}
