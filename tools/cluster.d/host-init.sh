# Process 1 of a host, inside its namespaces. Sets the host name and the mounts, then reaps orphans until it is killed.
# Arguments: NAME, the host's folder, the state folder, the shared folder, whether that is on GlusterFS (yes, no).
set -euo pipefail
name=$1 folder=$2 state=$3 shared=$4 gluster=$5
PATH=$PATH:/usr/sbin:/sbin

# The old /proc still has our pid on this machine.
read -r pid _ </proc/self/stat

hostname "$name"
mount -n --make-rprivate /
mount -n -t proc proc /proc

# Gives the host its own folder at this path. If the state folder or the shared folder is inside, it stays visible.
private() {
  local new=$folder/private keep
  mkdir -p "$new"
  mount -n -t tmpfs -o "mode=$2" "td-$name" "$new"
  for keep in "$state" "$shared"; do
    [[ $keep == "$1"/* ]] || continue
    mkdir -p "$new/${keep#"$1"/}"
    mount -n --bind "$keep" "$new/${keep#"$1"/}"
  done
  mount -n --move "$new" "$1"
}

private /tmp 1777
if [[ $(id -u) == 0 && -w /run ]]; then
  private /run 755
  mkdir /run/sshd
fi
for path in /var/lib/glusterd /var/log/glusterfs; do
  if [[ -w $path ]]; then private "$path" 755; fi
done

# There is an empty folder below the shared one, so that umount hides its content, as on a real host.
mkdir -p "$folder/shared"
[[ $gluster == yes ]] || mount -n --bind "$shared" "$folder/shared"
mount -n -t tmpfs -o ro,mode=755 "td-$name-unmounted" "$shared"
[[ $gluster == yes ]] || mount -n --bind "$folder/shared" "$shared"

# Blocks forever, because both ends are ours. Bash reaps orphans while it waits.
mkfifo "$folder/never"
exec 9<>"$folder/never"
echo "$pid" >"$folder/pid"
while :; do read -r -u 9 _ || true; done
