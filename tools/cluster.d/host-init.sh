# Process 1 of a host, inside its namespaces: name, mounts, then waits for orphans to bury, until it is killed.
# Arguments: NAME, the host's folder, the state folder, the shared folder, whether that comes by GlusterFS (yes, no).
set -euo pipefail
name=$1 folder=$2 state=$3 shared=$4 gluster=$5
PATH=$PATH:/usr/sbin:/sbin

# The old /proc still says who we are on this machine.
read -r pid _ </proc/self/stat

hostname "$name"
mount -n --make-rprivate /
mount -n -t proc proc /proc

# What a host has of its own. The state and the shared folder stay visible where they lie in one of these.
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

# An empty folder lies beneath the shared one, so that after an umount it is gone, as it would be elsewhere.
mkdir -p "$folder/shared"
[[ $gluster == yes ]] || mount -n --bind "$shared" "$folder/shared"
mount -n -t tmpfs -o ro,mode=755 "td-$name-unmounted" "$shared"
[[ $gluster == yes ]] || mount -n --bind "$folder/shared" "$shared"

# Blocks for ever: the other end is our own. Bash buries orphans while it waits.
mkfifo "$folder/never"
exec 9<>"$folder/never"
echo "$pid" >"$folder/pid"
while :; do read -r -u 9 _ || true; done
