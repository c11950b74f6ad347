# up: creates N hosts that accept connections. If a step fails, removes everything that was created.

cluster_up() {
  local count='' cpu='' shared='' shared_kind=shared prefix=pi first=110 gluster=no patience=0 owner=''
  while (($#)); do
    case $1 in
      --gluster) gluster=yes ;;
      --cpu | --shared | --prefix | --first | --wait | --owner)
        (($# >= 2)) || wrong_usage "Expected a value after $1"
        case $1 in
          --cpu) cpu=$2 ;;
          --shared) shared=$2 ;;
          --prefix) prefix=$2 ;;
          --first) first=$2 ;;
          --wait) patience=$2 ;;
          --owner) owner=$2 ;;
        esac
        shift
        ;;
      -*) wrong_usage "Expected an option of up, got $1" ;;
      *)
        [[ -z $count ]] || wrong_usage "Expected one number of hosts, got $count and $1"
        count=$1
        ;;
    esac
    shift
  done
  check_up_arguments
  need sshd openssh-server
  need ssh-keygen openssh-client
  choose_isolation
  claim_state
  trap 'undo_up' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  bring_up
  trap - EXIT
  print_places
}

check_up_arguments() {
  local number='^[1-9][0-9]{0,8}$'
  [[ $count =~ $number ]] || wrong_usage "Expected a number of hosts, at least 1, got ${count:-none}"
  [[ -z $cpu || $cpu =~ $number ]] || wrong_usage "Expected a percentage of a processor after --cpu, got $cpu"
  [[ $first =~ $number ]] || wrong_usage "Expected a number after --first, got $first"
  [[ $patience =~ ^(0|[1-9][0-9]{0,5})$ ]] || wrong_usage "Expected seconds after --wait, got $patience"
  [[ -z $owner || $owner =~ $number ]] || wrong_usage "Expected a process number after --owner, got $owner"
  [[ $prefix =~ ^[a-z][a-z0-9-]{0,30}$ ]] || wrong_usage "Expected a host name after --prefix, got $prefix"
  ((first >= 10 && first + count - 1 <= 254)) ||
    wrong_usage "Expected host numbers from 10 to 254, got $first to $((first + count - 1))"
  [[ -z $shared || $shared =~ ^/[A-Za-z0-9._/+@-]+$ ]] ||
    wrong_usage "Expected an absolute path of plain characters after --shared, got $shared"
  if is_root; then
    # Without --shared, the folder is the cluster's own.
    [[ -n $shared ]] || shared_kind=path
    shared=${shared:-/glusterfs/povray}
    user=pi
  else
    [[ -z $cpu ]] || die '--cpu needs root'
    [[ $gluster == no ]] || die '--gluster needs root'
    # Beside the state folder, which down removes as a whole.
    shared=${shared:-$state-shared}
    user=$(id -un)
  fi
}

# isolation tells which namespaces a host has: machine (as root: all of them), names (without root: host name, mounts and
# processes) or none.
choose_isolation() {
  isolation=none
  if is_root; then
    need ip iproute2
    need setfacl acl
    if unshare -n -m -u -p -f true 2>/dev/null; then isolation=machine; fi
  elif unshare -U -r -m -u -p -f --mount-proc true 2>/dev/null; then
    isolation=names
  fi
  case $isolation in
    none)
      note 'no namespaces here: the hosts have no host name, /tmp, link or process numbers of their own'
      [[ -z $cpu ]] || die '--cpu needs root and namespaces'
      [[ $gluster == no ]] || die '--gluster needs root and namespaces'
      ;;
    names) note 'without root: no network links of their own, so cut, --cpu and --gluster do not work' ;;
  esac
}

claim_state() {
  open_lock
  if ! pause=0.2 wait_for "$patience" claim_once; then
    if [[ -r $state/hosts.txt ]]; then
      die "a cluster is up already, with $(host_names | wc -l) hosts: tools/cluster down"
    fi
    die 'another cluster is being created or removed: try again, or use --wait SECONDS'
  fi
  chmod 755 "$state"
  : >"$state/journal"
  if [[ -n $owner ]]; then
    remember_process "$state/owner" "$owner" || { rm -rf -- "$state"; die "--owner: there is no process $owner"; }
  fi
}

# On success, the lock is held until up ends.
claim_once() {
  flock -n 8 || return 1
  if is_abandoned; then
    note 'the owner of the running cluster has exited: removing the cluster'
    # In a subshell, because it loads the settings of that cluster.
    (take_down) || exit 1
  fi
  mkdir -- "$state" 2>/dev/null && return
  [[ -d $state ]] || die "unable to create $state"
  flock -u 8
  return 1
}

is_abandoned() { [[ -e $state/owner ]] && ! recall_process "$state/owner" >/dev/null; }

undo_up() {
  local status=$?
  trap - EXIT
  ((status)) || status=1
  note 'up failed: removing what was created'
  take_down || true
  exit "$status"
}

bring_up() {
  local i
  save_settings isolation shared prefix first count cpu user gluster
  make_user
  make_keys
  prepare_network
  make_shared_folder
  make_original_places
  if [[ $gluster == yes ]]; then gluster_start; fi
  for ((i = 0; i < count; i++)); do
    host_define "$prefix$((first + i))" "$((first + i))"
  done
  write_ssh_files
  local name
  for name in $(host_names); do host_launch "$name"; done
  for name in $(host_names); do host_launched "$name"; done
  if [[ $gluster == yes ]]; then
    for name in $(host_names); do gluster_mount_in "$name"; done
    # Last: a host that starts later would inherit this mount.
    gluster_mount_here
  fi
  for name in $(host_names); do sshd_launch "$name"; done
  for name in $(host_names); do sshd_launched "$name"; done
}

make_user() {
  is_root || return 0
  id "$user" >/dev/null 2>&1 && return
  [[ ! -e /home/$user ]] || die "/home/$user exists, but there is no user $user: remove the folder or create the user"
  journal user "$user"
  # Without a password field, sshd considers the account locked.
  useradd --create-home --shell /bin/bash --password '*' "$user"
}

make_keys() {
  ssh-keygen -q -t ed25519 -N '' -C td-cluster -f "$state/id_ed25519"
  cp "$state/id_ed25519.pub" "$state/authorized_keys"
  # Under sudo, the invoking user logs in and must own the key. ssh checks the mode of a key only for its owner.
  if is_root && [[ -n ${SUDO_UID-} ]]; then chown "$SUDO_UID" "$state/id_ed25519"; fi
}

make_shared_folder() {
  make_folder "$shared" "$shared_kind"
  if is_root; then share_with_all "$shared"; fi
}

# Everyone can write to everything in the folder, because the master often runs as another user than the hosts. The old
# modes are saved for down, in case the folder existed before.
share_with_all() {
  getfacl -pE -- "$1" >"$state/shared.acl"
  journal acl "$1"
  setfacl -m u::rwx,g::rwx,o::rwx,d:u::rwx,d:g::rwx,d:o::rwx -- "$1"
}

print_places() {
  printf '%s\t%s\n' hosts "$state/hosts.txt" ssh_config "$state/ssh_config" known_hosts "$state/known_hosts" \
    identity "$state/id_ed25519" env "$state/env" shared "$shared" isolation "$isolation"
}

cluster_status() {
  load_settings
  print_places
  local name
  for name in $(host_names); do printf 'host\t%s\t%s\n' "$name" "$(host_status "$name")"; done
}
