# down: removes everything in the journal, in whatever state it is. Succeeds when there is no cluster.

cluster_down() {
  local only='' abandoned=no
  if [[ ${1-} == --owner ]]; then
    (($# >= 2)) || wrong_usage 'Expected a process number after --owner'
    only=$2
    shift 2
  elif [[ ${1-} == --abandoned ]]; then
    abandoned=yes
    shift
  fi
  no_more_arguments "$@"
  open_lock
  # Waits for an up that is still running.
  flock 8
  [[ -z $only || $only == "$(owner_of_cluster)" ]] || return 0
  [[ $abandoned == no ]] || is_abandoned || return 0
  take_down
}

owner_of_cluster() {
  [[ ! -r $state/owner ]] || cut -d ' ' -f 1 "$state/owner"
}

# Tries every step, even after one has failed. Keeps the state if something is left, so that down can be run again.
take_down() {
  set +e
  local left=no
  cluster_exists || return 0
  isolation=none shared='' cpu='' gluster=no
  if [[ -r $state/settings ]]; then
    # shellcheck source=/dev/null
    source "$state/settings"
  fi
  if is_root; then
    remove_mounts
    remove_network
  fi
  end_processes
  if is_root; then
    remove_cgroups
    [[ -z $(journaled etc-hosts) ]] || remove_from_etc_hosts
    restore_acl
    remove_user
  fi
  [[ $left == no ]] && remove_paths
  [[ $left == no ]] && remove_shared
  [[ $left == no ]] || die 'not everything was removed: run tools/cluster down again'
  rm -rf --one-file-system -- "$state"
}

left_over() {
  left=yes
  note "unable to remove $*"
}

remove_mounts() {
  local path
  for path in $(journaled mount); do
    ! grep -q " $path " /proc/self/mounts || umount -l "$path" || left_over "the mount on $path"
  done
}

# Files in the shared folder are the user's: they stay, and are named.
remove_shared() {
  local top path names
  for top in $(journaled shared); do
    path=$shared
    while [[ $path == "$top" || $path == "$top"/* ]] && rmdir -- "$path" 2>/dev/null; do
      path=$(dirname -- "$path")
    done
    if [[ -d $shared ]]; then
      names=$(ls -A -- "$shared" | paste -sd ' ')
      note "kept $shared, as it has files that are not the cluster's: ${names:-none that you can see}"
    fi
  done
}

# For hosts without a network namespace. Killing init ends its whole PID namespace.
end_processes() {
  local folder name
  [[ $isolation != machine ]] || return 0
  for folder in "$state"/hosts/*/; do
    [[ -d $folder ]] || continue
    name=$(basename -- "$folder")
    wait_for 10 host_killed "$name" || left_over "processes of $name"
  done
}

host_killed() {
  local pids
  pids=$(living_processes "$1")
  # shellcheck disable=SC2086
  signal_processes KILL $pids
  [[ -z $pids ]]
}

restore_acl() {
  local path
  for path in $(journaled acl); do
    if [[ -d $path ]]; then setfacl --restore="$state/shared.acl" 2>/dev/null || setfacl -k -- "$path"; fi
  done
}

remove_user() {
  local name
  for name in $(journaled user); do
    id "$name" >/dev/null 2>&1 || continue
    # We created this user, so all its processes are ours.
    wait_for 5 user_killed "$name" || left_over "processes of the user $name"
    # It warns about a missing mail folder, but succeeds.
    userdel --remove "$name" 2>>"$state/log" || left_over "the user $name: $(tail -n 1 "$state/log")"
  done
}

user_killed() {
  ! pgrep -u "$1" >/dev/null || { pkill -KILL -u "$1" || true; return 1; }
}

remove_paths() {
  local path
  while read -r path; do
    rm -rf --one-file-system -- "$path" || left_over "$path"
  done < <(journaled path)
}
