#!/usr/bin/env node
require('../dist/td-master.cjs');
