# Messages go to stderr; stdout is for results.

note() { printf 'tools/cluster: %s\n' "$*" >&2; }

die() {
  note "$*"
  exit 1
}

wrong_usage() {
  note "$* (tools/cluster --help)"
  exit 2
}

no_more_arguments() { (($# == 0)) || wrong_usage "Expected no more arguments, got $*"; }

# need PROGRAM PACKAGE: fails if the program is missing, and names its Debian package.
need() { command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"; }

# wait_for SECONDS COMMAND...: runs the command until it succeeds; fails when the time is over.
wait_for() {
  local until=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
  shift
  until "$@"; do
    ((${EPOCHREALTIME/[.,]/} < until)) || return 1
    sleep "${pause:-0.02}"
  done
}
