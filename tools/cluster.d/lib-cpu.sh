# --cpu: one cgroup for each host. It is entered before the host's first process starts, so it holds all SSH sessions too.

# cgroup_root: prints the folder of the cpu controller, version 2 or 1.
cgroup_root() {
  if grep -qsw cpu /sys/fs/cgroup/cgroup.controllers; then
    echo /sys/fs/cgroup
  else
    local folder
    for folder in /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct; do
      if [[ -e $folder/cgroup.procs ]]; then
        echo "$folder"
        return
      fi
    done
    die '--cpu: unable to find a cpu control group in /sys/fs/cgroup'
  fi
}

make_cgroup() {
  is_limited "$1" || return 0
  local root top
  root=$(cgroup_root)
  top=$root/td-cluster
  journal cgroup "$top"
  mkdir -p "$top" 2>/dev/null || die "--cpu: unable to create $top (in a container it is often read-only)"
  journal cgroup "$top/$1"
  if [[ $root == /sys/fs/cgroup ]]; then
    echo +cpu >"$root/cgroup.subtree_control"
    echo +cpu >"$top/cgroup.subtree_control"
    mkdir -p "$top/$1"
    echo "$((cpu * 1000)) 100000" >"$top/$1/cpu.max"
  else
    mkdir -p "$top/$1"
    echo 100000 >"$top/$1/cpu.cfs_period_us"
    echo $((cpu * 1000)) >"$top/$1/cpu.cfs_quota_us"
  fi
}

# The storage host is not limited.
is_limited() { [[ -n $cpu && $1 != td-store ]]; }

# enter_cgroup NAME: prints a shell command that moves the shell into the cgroup.
enter_cgroup() {
  is_limited "$1" || return 0
  printf 'echo 0 >%q;' "$(cgroup_root)/td-cluster/$1/cgroup.procs"
}

remove_cgroups() {
  local folder
  for folder in $(journaled cgroup | awk '!seen[$0]++' | sort -r); do
    [[ -d $folder ]] || continue
    # A cgroup can be removed only a moment after its last process has ended.
    wait_for 5 remove_cgroup "$folder" || left_over "$folder"
  done
}

remove_cgroup() { rmdir "$1" 2>/dev/null; }
