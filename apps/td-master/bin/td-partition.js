#!/usr/bin/env node
require('../dist/td-partition.cjs');
