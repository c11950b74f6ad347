#!/bin/sh
':' //; while read -r key value; do [ "$key" != SigIgn: ] || export TD_START_SIGIGN="$value"; done 2>/dev/null </proc/$$/status
':' //; { true 3>&1; } 2>/dev/null || export TD_START_NO_STDOUT=1
':' //; exec node "$0" "$@"
// Above: what sh has to see before Node.js hides it (libs/cli/src/start-state.ts). Node.js reads it as comments.
require('../dist/td-progress.cjs');
