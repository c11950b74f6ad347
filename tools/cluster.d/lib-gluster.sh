# --gluster: a GlusterFS volume td on a storage host of its own, td-store at 10.77.0.2, whose /var/lib/glusterd, /run
# and logs are in its own mount namespace: a glusterd of this machine, if there is one, does not notice.

gluster_start() {
  need glusterd glusterfs-server
  need mount.glusterfs glusterfs-client
  [[ -e /dev/fuse ]] || die '--gluster: there is no /dev/fuse: modprobe fuse'
  local folder=$state/hosts/td-store brick=$state/brick
  mkdir -p "$folder" "$brick"
  # Of the brick's root, before the volume is there: the mount shows it.
  setfacl -m u::rwx,g::rwx,o::rwx,d:u::rwx,d:g::rwx,d:o::rwx -- "$brick"
  echo 2 >"$folder/number"
  host_launch td-store
  host_launched td-store
  in_host td-store glusterd >>"$folder/log" 2>&1 || die "glusterd does not start: $(tail -n 1 "$folder/log")"
  wait_for 20 gluster_says pool list || die 'glusterd does not answer'
  gluster_says volume create td "10.77.0.2:$brick" force || die "no GlusterFS volume: $(tail -n 1 "$folder/log")"
  gluster_says volume start td || die "the GlusterFS volume does not start: $(tail -n 1 "$folder/log")"
}

gluster_says() { in_host td-store gluster --mode=script "$@" >>"$state/hosts/td-store/log" 2>&1; }

gluster_mount_in() {
  in_host "$1" mount -t glusterfs -o "acl,log-file=$state/hosts/$1/gluster.log" 10.77.0.2:/td "$shared" ||
    die "unable to mount the GlusterFS volume in $1: $(grep ' E ' "$state/hosts/$1/gluster.log" | tail -n 1)"
}

# For whoever runs a master on this machine.
gluster_mount_here() {
  journal mount "$shared"
  mount -t glusterfs -o "acl,log-file=$state/gluster.log" 10.77.0.2:/td "$shared" 8<&- ||
    die "unable to mount the GlusterFS volume: $(grep ' E ' "$state/gluster.log" | tail -n 1)"
}
