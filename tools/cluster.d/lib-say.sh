# What is said to the user: results on stdout, all else on stderr.

note() { printf 'tools/cluster: %s\n' "$*" >&2; }

die() {
  note "$*"
  exit 1
}

wrong_usage() {
  note "$* (tools/cluster --help)"
  exit 2
}

no_more_arguments() { (($# == 0)) || wrong_usage "Expected nothing more, got $*"; }

# need PROGRAM PACKAGE: says which Debian package brings it.
need() { command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"; }

# wait_for SECONDS COMMAND...: until the command succeeds; false when the time is over.
wait_for() {
  local until=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
  shift
  until "$@"; do
    ((${EPOCHREALTIME/[.,]/} < until)) || return 1
    sleep "${pause:-0.02}"
  done
}
