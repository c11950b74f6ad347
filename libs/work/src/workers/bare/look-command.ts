import { quoteCommand } from '@task-distributor/remote';

/** What each line of a look's answer begins with. */
export const lookMark = 'td-look';

/**
 * A command line that reports what a bare worker has to know of a host, in lines `td-look NAME VALUE`. Before, it reads from stdin what
 * to look for, up to `go`. Needs only what POSIX and busybox have; one line without backslashes, with no `!` before anything but
 * a space, so that any login shell passes it on unchanged. It also removes states that nobody has continued for a week.
 *
 * It starts as few processes as possible, since each takes a slow host 10 ms.
 */
export const lookCommand = `exec ${quoteCommand([
  'sh',
  '-c',
  [
    'LC_ALL=C; export LC_ALL; umask 077; s= f= j= p= d=',
    // printf, because the echo of some shells changes backslashes.
    `say() { printf %s "${lookMark} $1 $2"; echo; }`,
    // The first program that is there, of those that are asked for.
    'try() { [ -n "$p" ] || case $1 in /*) if [ -f "$1" ] && [ -x "$1" ]; then p=$1; fi;; */*) try "$PWD/$1";; *) p=$(command -v "$1");; esac; }',
    'defaults() { case $1 in "~/"*) set -- "$HOME/${1#??}";; esac; if [ -z "$d" ] && [ -r "$1" ]; then d=$1; fi; }',
    'while IFS= read -r x; do v=${x#* }; case $x in go) break;; "scene "*) s=$v;; "folder "*) f=$v;; "job "*) j=$v;; "program "*) try "$v";; "defaults "*) defaults "$v";; esac; done',
    // Without Node.js, td-worker is of no use. The version is read from a file, because Node.js takes long to start on a slow host.
    'if command -v node >/dev/null && w=$(command -v td-worker); then l=$(readlink -f "$w"); m=${l%/bin/*}/package.json; if [ -r "$m" ]; then say worker "$(grep -m 1 version "$m")"; else say worker "$(td-worker --version 2>/dev/null </dev/null)"; fi; fi',
    'if [ -r "$s" ] && [ -r "$f/.td-job.json" ] && grep -F -q -e "$j" "$f/.td-job.json"; then say job seen; fi',
    'if [ -n "$p" ]; then say renderer "$p"; say stamp "$(ls -lLn "$p")"; fi',
    'if [ -n "$d" ]; then say defaults "$d"; fi',
    // Of somebody else's folder in /tmp, nothing can be known.
    'r= u=$(id -u)',
    'own() { [ -n "$(find "$1" -prune -type d -user "$u" 2>/dev/null)" ] && touch "$1" 2>/dev/null; }',
    'for b in "${TMPDIR:-/tmp}" /tmp; do b=$b/td-runs-$u; if [ -z "$r" ]; then [ -d "$b" ] || mkdir -m 700 "$b" 2>/dev/null; if own "$b"; then r=$b; fi; fi; done',
    // A renderer that runs for longer writes its state.
    'if [ -n "$r" ]; then for b in "$r"/*; do if [ -d "$b" ] && [ -z "$(find "$b" -mtime -7 2>/dev/null)" ]; then rm -rf "$b"; fi; done; set -- $(df -Pk "$r"); shift 10; say runs "$r"; say free "$1"; fi',
    'say processors "$(nproc 2>/dev/null || grep -c ^processor /proc/cpuinfo)"',
    'm=; while read -r x v y; do case $x in MemAvailable:) m=$v;; esac; done </proc/meminfo; say memory "$m"',
    'y=; read -r y </sys/kernel/mm/transparent_hugepage/enabled; say pages "$y"',
    'say end .',
  ].join('; '),
])}`;
