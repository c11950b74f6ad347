import { quoteCommand } from '@task-distributor/remote';

/** What else a look may ask: fragments of POSIX sh. */
export interface MoreQuestions {
  /** Run first. */
  readonly first: readonly string[];
  /** Branches of a `case` for further lines of stdin; the value is in `$v`. */
  readonly cases: readonly string[];
  /** Asked last. What the look knows by then: `$s` the scene, `$f` the job file, `$k` whether it holds the job, `$p` the renderer. */
  readonly questions: readonly string[];
  /** Run when everything has been answered. */
  readonly last: readonly string[];
}

/** What each line of a look's answer begins with. */
export const lookMark = 'td-look';

/**
 * A command line that reports what a bare worker has to know of a host, in lines `td-look NAME VALUE`. Before, it reads from stdin what
 * to look for, up to `go`. `at` lines say what it is about to look at. Needs only what POSIX and busybox have; one line without
 * backslashes, with no `!` before anything but a space, so that any login shell passes it on unchanged. It also removes states that nobody
 * has continued for a week.
 *
 * It starts as few processes as possible, since each takes a slow host 10 ms.
 */
export function lookCommand(more: MoreQuestions = nothingMore): string {
  return `exec ${quoteCommand(['sh', '-c', script(more).join('; ')])}`;
}

function script({ first, cases, questions, last }: MoreQuestions): string[] {
  const branches = [...branchesOfAll, ...cases].map((branch) => `${branch};;`).join(' ');
  return [
    ...first,
    'LC_ALL=C; export LC_ALL; umask 077; s= f= j= k= p= d= q=',
    // printf, because the echo of some shells changes backslashes.
    `say() { printf %s "${lookMark} $1 $2"; echo; }`,
    // The first program that is there, of those that are asked for.
    'try() { [ -n "$p" ] || case $1 in /*) if [ -f "$1" ] && [ -x "$1" ]; then p=$1; fi;; */*) try "$PWD/$1";; *) p=$(command -v "$1");; esac; }',
    'defaults() { case $1 in "~/"*) set -- "$HOME/${1#??}";; esac; if [ -z "$d" ] && [ -r "$1" ]; then d=$1; fi; }',
    `while IFS= read -r x; do v=\${x#* }; case $x in ${branches} esac; done`,
    'say at td-worker',
    // Without Node.js, td-worker is of no use. The version is read from a file, because Node.js takes long to start on a slow host.
    'if command -v node >/dev/null && w=$(command -v td-worker); then l=$(readlink -f "$w"); m=${l%/bin/*}/package.json; if [ -r "$m" ]; then say worker "$(grep -m 1 version "$m")"; else say worker "$(td-worker --version 2>/dev/null </dev/null)"; fi; fi',
    'say at "the scene and the job folder"',
    'if [ -r "$f" ] && grep -F -q -e "$j" "$f"; then k=1; say job seen; fi',
    'if [ -r "$s" ]; then say scene seen; fi',
    'say at "the renderer"',
    'if [ -n "$p" ]; then say renderer "$p"; say stamp "$(ls -lLn "$p")"; fi',
    'if [ -n "$d" ]; then say defaults "$d"; fi',
    'say at "the folder for temporary files"',
    // Of somebody else's folder in /tmp, nothing can be known.
    'r= u=$(id -u)',
    'own() { [ -n "$(find "$1" -prune -type d -user "$u" 2>/dev/null)" ] && touch "$1" 2>/dev/null; }',
    'for b in "${TMPDIR:-/tmp}" /tmp; do b=$b/td-runs-$u; if [ -z "$r" ]; then [ -d "$b" ] || { mkdir -m 700 "$b" 2>/dev/null && q=1; }; if own "$b"; then r=$b; fi; fi; done',
    // A renderer that runs for longer writes its state.
    'if [ -n "$r" ]; then for b in "$r"/*; do if [ -d "$b" ] && [ -z "$(find "$b" -mtime -7 2>/dev/null)" ]; then rm -rf "$b"; fi; done; set -- $(df -Pk "$r"); shift 10; say runs "$r"; say free "$1"; fi',
    'say processors "$(nproc 2>/dev/null || grep -c ^processor /proc/cpuinfo)"',
    // What its control groups give it, in hundredths of a processor, rounded up, in version 2 or 1.
    'n=; least() { if [ "$1" -gt 0 ] 2>/dev/null && [ "$2" -gt 0 ] 2>/dev/null; then set -- $(((100 * $1 + $2 - 1) / $2)); if [ -z "$n" ] || [ "$1" -lt "$n" ]; then n=$1; fi; fi; }',
    'value() { v=; if [ -r "$1" ]; then read -r v <"$1"; fi; }',
    'up() { while :; do if [ -r "$1$2/cpu.max" ]; then value "$1$2/cpu.max"; least $v; fi; value "$1$2/cpu.cfs_quota_us"; y=$v; value "$1$2/cpu.cfs_period_us"; least "$y" "$v"; case $2 in "") break;; esac; set -- "$1" "${2%/*}"; done; }',
    'g=/sys/fs/cgroup; if [ -r /proc/self/cgroup ]; then while IFS=: read -r x v y; do case ,$v, in ,,) up "$g" "${y%/}";; *,cpu,*) up "$g/$v" "${y%/}";; esac; done </proc/self/cgroup; fi; say limit "$n"',
    'm=; while read -r x v y; do case $x in MemAvailable:) m=$v;; esac; done </proc/meminfo; say memory "$m"',
    'y=; read -r y </sys/kernel/mm/transparent_hugepage/enabled; say pages "$y"',
    ...questions,
    'say end .',
    ...last,
  ];
}

const branchesOfAll: readonly string[] = [
  'go) break',
  '"scene "*) s=$v',
  '"file "*) f=$v',
  '"job "*) j=$v',
  '"program "*) try "$v"',
  '"defaults "*) defaults "$v"',
];

const nothingMore: MoreQuestions = { first: [], cases: [], questions: [], last: [] };
