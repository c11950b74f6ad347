/**
 * A script for `sh -c SCRIPT sh FOLDER LEFTOVER PROGRAM ARGUMENT...`. It starts a watcher in the background and then executes the
 * program. When descriptor 3 is closed, the watcher kills the whole session, including itself, and removes the folder, and the file
 * LEFTOVER followed by the program's number. After
 * a line on descriptor 3, it gives the program 5 s first.
 *
 * The kernel's parent-death signal would reach a script around the renderer, but not the renderer. The watcher is a separate
 * shell, so that the renderer's arguments do not appear twice in a list of processes. In /proc/PID/stat, state, parent, group
 * and session follow the name in parentheses (proc(5)).
 *
 * The watcher ignores SIGTERM from its first moment on: it inherits that. Otherwise, a signal to the session could end it before
 * a program that does not end by SIGTERM.
 */
export const watchedProgram = `
folder=$1 leftover=$2
shift 2
trap "" TERM
/bin/sh -c '
  folder=$1 leftover=$2
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
  [ -z "$leftover" ] || rm -f -- "$leftover$PPID"
  kill -s KILL 0' td-watcher "$folder" "$leftover" </dev/null >/dev/null 2>&1 &
trap - TERM
exec "$@" 3<&-`;
