# Files that the original's scripts expect on a host.

make_original_places() {
  is_root || return 0
  local scene=/usr/share/doc/povray/examples/objects/blob.pov
  if command -v povray >/dev/null && [[ -r $scene ]]; then
    # -D: without a terminal, Debian's build would try to open a display.
    make_program /opt/povray/bin/povray_3.7 <<<$'#!/bin/sh\nexec /usr/bin/povray -D "$@"'
    make_file /opt/povray/share/povray-3.7/scenes/objects/blob.pov <"$scene"
  else
    note '/opt/povray was not created: POV-Ray or its scenes are missing: apt-get install povray povray-includes povray-examples'
  fi
  if [[ $(journaled user) == "$user" ]]; then
    make_program "/home/$user/task-distributor-worker.sh" <"$here/original-style/worker.sh"
  fi
}

make_program() {
  make_file "$1"
  chmod +x "$1"
}
