import { maxFields } from './max-fields.mjs';
import { noLiteralSpread } from './no-literal-spread.mjs';

/** Rules of this workspace's own. */
export const plugin = { rules: { 'max-fields': maxFields, 'no-literal-spread': noLiteralSpread } };
