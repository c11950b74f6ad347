# The bridge tdbr0, on which this machine is 10.77.0.1. Each host has a namespace with its name and a link td-v<number>.

prepare_network() {
  [[ $isolation == machine ]] || return 0
  [[ -z $(ip -4 route show 10.77.0.0/24) ]] || die 'the addresses 10.77.0.* are in use (see ip route show 10.77.0.0/24)'
  ! ip link show tdbr0 >/dev/null 2>&1 || die 'the interface tdbr0 already exists: run ip link delete tdbr0'
  # ip turns it into a mount point the first time, and never undoes that.
  if ! mountpoint -q /run/netns; then
    journal netns-folder /run/netns
    make_folder /run/netns
  fi
  journal link tdbr0
  ip link add tdbr0 type bridge
  ip address add 10.77.0.1/24 dev tdbr0
  ip link set tdbr0 up
}

link_up() {
  [[ ! -e /run/netns/$1 ]] || die "the network namespace $1 already exists: use another --prefix, or run ip netns delete $1"
  journal netns "$1"
  ip netns add "$1"
  journal link "td-v$2"
  ip link add "td-v$2" type veth peer name eth0 netns "$1"
  ip link set "td-v$2" master tdbr0 up
  ip -n "$1" -batch - <<TEXT
address add 10.77.0.$2/24 dev eth0
link set eth0 up
link set lo up
TEXT
}

link_of() { echo "td-v$(<"$state/hosts/$1/number")"; }

link_is_down() { [[ $(ip -br link show "$(link_of "$1")") != *[\<,]UP[,\>]* ]]; }

need_link() { [[ $isolation == machine ]] || die "$1 needs root and namespaces"; }

# Kills everything that runs in the namespaces, then removes what is in the journal.
remove_network() {
  local name
  for name in $(journaled netns); do
    [[ -e /run/netns/$name ]] || continue
    wait_for 10 netns_killed "$name" || left_over "processes of $name: $(ip netns pids "$name" | paste -sd ' ')"
  done
  for name in $(journaled link); do
    ! ip link show "$name" >/dev/null 2>&1 || ip link delete "$name" || left_over "the interface $name"
  done
  for name in $(journaled netns); do
    [[ ! -e /run/netns/$name ]] || ip netns delete "$name" || left_over "the network namespace $name"
  done
  if [[ -n $(journaled netns-folder) && -z $(ls -A /run/netns 2>/dev/null) ]]; then
    # ip mounts it on itself to make it shared, and two ip processes at the same moment mount it twice.
    while mountpoint -q /run/netns; do umount /run/netns || break; done
  fi
}

netns_killed() {
  local pids
  pids=$(ip netns pids "$1")
  [[ -n $pids ]] || return 0
  # shellcheck disable=SC2086
  kill -KILL $pids 2>/dev/null || true
  return 1
}
