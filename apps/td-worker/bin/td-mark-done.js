#!/usr/bin/env node
require('../dist/td-mark-done.cjs');
