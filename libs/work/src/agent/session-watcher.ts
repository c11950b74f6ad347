/**
 * A script for `sh -c SCRIPT sh FOLDER PROGRAM ARGUMENT...`: becomes the program, and starts a watcher beside it that removes
 * the folder and ends the whole session, itself included, when descriptor 3 is closed. After a line on descriptor 3 it first
 * gives the program 5 s.
 *
 * A parent-death signal of the kernel would reach a script around a renderer, but not the renderer. The watcher is a shell of
 * its own, so that a list of processes does not show the renderer's arguments twice. In /proc/PID/stat, state, parent, group
 * and session follow the name in parentheses (proc(5)).
 *
 * `stdbuf`, of GNU coreutils, makes the program write the last bytes of its image at once, and not when it ends, 0.35 s after
 * the last pixel. One that does not work is not used.
 */
export const watchedProgram = `
folder=$1
shift
/bin/sh -c '
  trap "" TERM
  folder=$1
  is_dead() { read -r stat </proc/$PPID/stat && case $stat in *") Z "*) ;; *) false ;; esac; }
  n=0
  read -r line <&3 && while [ $n -lt 50 ] && kill -s 0 $PPID && ! is_dead; do n=$((n + 1)); sleep 0.1; done
  for file in /proc/[0-9]*/stat; do
    read -r stat <$file || continue
    pid=\${stat%% *}
    set -- \${stat##*) }
    [ "$4" = $PPID ] && [ "$3" != $PPID ] && kill -s KILL $pid
  done
  kill -s 0 $PPID && ! is_dead && kill -s KILL $PPID
  rm -rf -- "$folder"
  kill -s KILL 0' td-watcher "$folder" </dev/null >/dev/null 2>&1 &
if stdbuf -o0 true >/dev/null 2>&1; then set -- stdbuf -o0 "$@"; fi
exec "$@" 3<&-`;
