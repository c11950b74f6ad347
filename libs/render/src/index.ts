export { findPovray } from './find-povray.ts';
export { checkPovrayOptions } from './povray-options.ts';
export { renderRows, type RowsRender, type RenderRequest } from './render-rows.ts';
