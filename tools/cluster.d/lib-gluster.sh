# --gluster: a GlusterFS volume td on its own storage host, td-store at 10.77.0.2. The host's /var/lib/glusterd, /run and
# logs are in its own mount namespace, so a glusterd of this machine is not affected.

gluster_start() {
  need glusterd glusterfs-server
  need mount.glusterfs glusterfs-client
  [[ -e /dev/fuse ]] || die '--gluster: unable to find /dev/fuse: run modprobe fuse'
  local folder=$state/hosts/td-store brick=$state/brick
  mkdir -p "$folder" "$brick"
  # Set on the brick before the volume is created: the mounted volume has the same ACL.
  setfacl -m u::rwx,g::rwx,o::rwx,d:u::rwx,d:g::rwx,d:o::rwx -- "$brick"
  echo 2 >"$folder/number"
  host_launch td-store
  host_launched td-store
  in_host td-store glusterd >>"$folder/log" 2>&1 || die "unable to start glusterd: $(tail -n 1 "$folder/log")"
  wait_for 20 gluster_cli pool list || die 'glusterd does not answer'
  gluster_cli volume create td "10.77.0.2:$brick" force ||
    die "unable to create the GlusterFS volume: $(tail -n 1 "$folder/log")"
  gluster_cli volume start td || die "unable to start the GlusterFS volume: $(tail -n 1 "$folder/log")"
}

gluster_cli() { in_host td-store gluster --mode=script "$@" >>"$state/hosts/td-store/log" 2>&1; }

gluster_mount_in() {
  in_host "$1" mount -t glusterfs -o "acl,log-file=$state/hosts/$1/gluster.log" 10.77.0.2:/td "$shared" ||
    die "unable to mount the GlusterFS volume in $1: $(grep ' E ' "$state/hosts/$1/gluster.log" | tail -n 1)"
}

# For a master on this machine.
gluster_mount_here() {
  journal mount "$shared"
  mount -t glusterfs -o "acl,log-file=$state/gluster.log" 10.77.0.2:/td "$shared" 8<&- ||
    die "unable to mount the GlusterFS volume: $(grep ' E ' "$state/gluster.log" | tail -n 1)"
}
