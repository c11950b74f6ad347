#!/usr/bin/env node
require('../dist/td-crop.cjs');
