#!/usr/bin/env node
require('../dist/td-wait.cjs');
