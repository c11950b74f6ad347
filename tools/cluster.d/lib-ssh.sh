# Keys, configuration files for ssh, and the sshd of each host.

host_address() {
  if [[ $isolation == machine ]]; then echo "10.77.0.$1"; else echo 127.0.0.1; fi
}

# host_define NAME NUMBER: creates the host's folder and key, and adds it to the host list.
host_define() {
  local folder=$state/hosts/$1 port=22
  mkdir -p -- "$folder"
  echo "$2" >"$folder/number"
  if [[ $isolation != machine ]]; then port=$(free_port $((22000 + $2))); fi
  echo "$port" >"$folder/port"
  ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$folder/host_key"
  write_sshd_config "$1"
  echo "$user@$1" >>"$state/hosts.txt"
}

# free_port NUMBER: prints the first free port, tried in steps of 256 from NUMBER.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 256)); done
  echo "$port"
}

write_sshd_config() {
  local folder=$state/hosts/$1 node path=/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin
  # Hosts use the same node as the process that creates them.
  node=$(command -v node || true)
  [[ -z $node ]] || path=$path:$(dirname -- "$(readlink -f -- "$node")")
  cat >"$folder/sshd_config" <<TEXT
ListenAddress $(host_address "$(<"$folder/number")"):$(<"$folder/port")
HostKey $folder/host_key
PidFile $folder/sshd.pid
AuthorizedKeysFile $state/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
UseDNS no
PrintMotd no
PrintLastLog no
MaxStartups 200
MaxSessions 200
SetEnv PATH=$path TD_CLUSTER_HOST=$1
Subsystem sftp internal-sftp
TEXT
}

write_ssh_files() {
  local name folder address port key
  for name in $(host_names); do
    folder=$state/hosts/$name
    address=$(host_address "$(<"$folder/number")")
    port=$(<"$folder/port")
    key=$(cut -d ' ' -f 1,2 "$folder/host_key.pub")
    if ((port == 22)); then
      echo "$name,$address $key"
    else
      echo "$name,[$address]:$port $key"
    fi >>"$state/known_hosts"
    cat >>"$state/ssh_config" <<TEXT
Host $name
  HostName $address
  Port $port
  User $user
  IdentityFile $state/id_ed25519
  IdentitiesOnly yes
  UserKnownHostsFile $state/known_hosts
TEXT
    if [[ $isolation == machine ]]; then printf '%s\t%s\t# td-cluster\n' "$address" "$name"; fi >>"$state/etc-hosts"
  done
  mkdir "$state/bin"
  printf '#!/bin/sh\nexec %q -F %q "$@"\n' "$(command -v ssh)" "$state/ssh_config" >"$state/bin/ssh"
  chmod +x "$state/bin/ssh"
  cat >"$state/env" <<TEXT
export TD_CLUSTER_STATE='$state' TD_CLUSTER_HOSTS='$state/hosts.txt' TD_CLUSTER_SHARED='$shared'
export PATH='$state/bin':"\$PATH"
TEXT
  is_root || return 0
  make_file /etc/ssh/ssh_config.d/td-cluster.conf <"$state/ssh_config"
  if [[ $isolation == machine ]]; then add_to_etc_hosts; fi
}

# Written in place, because in a container /etc/hosts may be a mount point.
add_to_etc_hosts() {
  local name
  for name in $(host_names); do
    ! grep -qsw -- "$name" /etc/hosts || die "$name is already in /etc/hosts: use another --prefix"
  done
  cp /etc/hosts "$state/etc-hosts.before"
  journal etc-hosts /etc/hosts
  if [[ -n $(tail -c 1 /etc/hosts) ]]; then echo >>/etc/hosts; fi
  cat "$state/etc-hosts" >>/etc/hosts
}

remove_from_etc_hosts() {
  local before=$state/etc-hosts.before rest=$state/etc-hosts.rest
  if ! [[ -e $before ]] || ! sed '/\t# td-cluster$/d' /etc/hosts >"$rest"; then
    left_over 'lines that end in "# td-cluster" in /etc/hosts'
    return
  fi
  # If nothing else has changed, restores every byte, even a missing newline at the end.
  if [[ "$(<"$rest")" == "$(<"$before")" ]]; then rest=$before; fi
  cmp -s "$rest" /etc/hosts || cat "$rest" >/etc/hosts || left_over "our lines from /etc/hosts: the old content is in $before"
}

sshd_launch() {
  local folder=$state/hosts/$1 program
  # sshd executes itself again for each connection, so it must be started by its absolute path.
  program=$(command -v sshd)
  rm -f -- "$folder/sshd.pid"
  if is_root && [[ $isolation == none ]]; then make_folder /run/sshd; fi
  in_host "$1" "$program" -f "$folder/sshd_config" -E "$folder/sshd.log" </dev/null >>"$folder/log" 2>&1 ||
    die "unable to start the sshd of $1: $(tail -n 1 "$folder/sshd.log" "$folder/log" 2>/dev/null | paste -sd ' ')"
}

# sshd writes its pid file once it listens.
sshd_launched() {
  local folder=$state/hosts/$1
  wait_for 10 test -s "$folder/sshd.pid" ||
    die "unable to start the sshd of $1: $(tail -n 1 "$folder/sshd.log")"
  if [[ $isolation == none ]]; then remember_process "$folder/init" "$(<"$folder/sshd.pid")"; fi
}
