import { quoteCommand } from '@task-distributor/remote';

/**
 * A command line that prints what decides the last bit of what a renderer computes: its file, the libraries of C and of mathematics, the
 * processor, and variables. It prints nothing where one of them cannot be found. One line of POSIX sh, for any login shell.
 * @param program absolute path
 */
export function printCommand(program: string): string {
  return `exec ${quoteCommand(['sh', '-c', script, 'td-print', program])}`;
}

/** The print in the lines that the command has written; null = there is none. */
export function printIn(lines: readonly string[]): string | null {
  return lines.find((line) => line.startsWith(mark))?.slice(mark.length) ?? null;
}

const mark = 'td-print ';

const script = [
  'LC_ALL=C; export LC_ALL; m= c=; set -- "$1"',
  // The dynamic linker lists the libraries, and does not start the program.
  'for w in $(LD_TRACE_LOADED_OBJECTS=1 "$1" </dev/null 2>/dev/null); do case $w in /*/libm.so*) m=1; set -- "$@" "$w";; /*/libc.so*) set -- "$@" "$w";; esac; done',
  // One processor is like the others.
  'while read -r a b; do case $a in vendor_id) c=$b;; flags|Features) c="$c $b"; break;; esac; done </proc/cpuinfo',
  '[ -n "$m" ] && [ -n "$c" ] && command -v cksum >/dev/null || exit 0',
  `printf %s "${mark}"; for f in "$@"; do set -- $(cksum <"$f"); printf "%s-%s " "$1" "$2"; done`,
  'echo "$(uname -m) $c $GLIBC_TUNABLES $LD_LIBRARY_PATH $LD_PRELOAD"',
].join('; ');
