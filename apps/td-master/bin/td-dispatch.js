#!/usr/bin/env node
require('../dist/td-dispatch.cjs');
