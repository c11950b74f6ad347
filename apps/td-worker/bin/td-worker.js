#!/usr/bin/env node
require('../dist/td-worker.cjs');
