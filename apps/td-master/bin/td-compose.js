#!/usr/bin/env node
require('../dist/td-compose.cjs');
