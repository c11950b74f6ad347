# Faults and their opposites.

# signal_processes SIGNAL PIDS: ignores processes that have already ended.
signal_processes() {
  local signal=$1
  shift
  (($# == 0)) || kill "-$signal" "$@" 2>/dev/null || true
}

host_kill_sshd() {
  wait_for 10 no_sshd_left "$1" || die "unable to kill the sshd of $1"
}

# Called until none is left: the listener may have forked in the meantime.
no_sshd_left() {
  local pids
  pids=$(sshd_processes "$1")
  # shellcheck disable=SC2086
  signal_processes KILL $pids
  [[ -z $pids ]]
}

host_start_sshd() {
  [[ -z $(sshd_processes "$1" listener) ]] || die "the sshd of $1 is already running"
  sshd_launch "$1"
  sshd_launched "$1"
}

host_crash() {
  if [[ $isolation == machine ]]; then host_cut "$1"; fi
  wait_for 10 all_but_init_killed "$1" || die "unable to kill all processes of $1"
}

all_but_init_killed() {
  local pids init
  init=$(recall_process "$state/hosts/$1/init" || true)
  # Killing init would end the namespaces. Without namespaces, init is the sshd and is killed like the others.
  [[ $isolation != none ]] || init=
  pids=$(living_processes "$1" | grep -vx "$init" || true)
  # shellcheck disable=SC2086
  signal_processes KILL $pids
  [[ -z $pids ]]
}

living_processes() {
  local pid
  for pid in $(host_processes "$1"); do
    if [[ $(process_state "$pid") =~ ^[^ZX] ]]; then echo "$pid"; fi
  done
}

host_boot() {
  if [[ $isolation == machine ]]; then host_mend "$1"; fi
  # The crash killed the GlusterFS client, so its mount is dead.
  if [[ $gluster == yes ]]; then
    in_host "$1" umount -l "$shared" 2>/dev/null || true
    gluster_mount_in "$1"
  fi
  host_start_sshd "$1"
}

host_freeze() { wait_for 30 all_stopped "$1" || die "unable to stop all processes of $1"; }

# Called until none runs: a process may fork between the listing and the signal.
all_stopped() {
  local pid running=()
  for pid in $(living_processes "$1"); do
    if [[ $(process_state "$pid") != [Tt] ]]; then running+=("$pid"); fi
  done
  signal_processes STOP "${running[@]}"
  ((${#running[@]} == 0))
}

# shellcheck disable=SC2046
host_thaw() { signal_processes CONT $(living_processes "$1"); }

host_cut() {
  need_link cut
  ip link set "$(link_of "$1")" down
}

host_mend() {
  need_link mend
  ip link set "$(link_of "$1")" up
}

host_umount_shared() {
  [[ $isolation != none ]] || die 'umount-shared needs namespaces'
  # Lazily: processes with open files keep them, as when a server goes away.
  in_host_as_its_root "$1" umount -l "$shared"
}

host_mount_shared() {
  [[ $isolation != none ]] || die 'mount-shared needs namespaces'
  if [[ $gluster == yes ]]; then
    gluster_mount_in "$1"
  else
    in_host_as_its_root "$1" mount --bind "$state/hosts/$1/shared" "$shared"
  fi
}
