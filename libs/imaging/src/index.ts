export { cropPng, type CropOptions } from './crop-png.ts';
export { cropImage } from './crop-image.ts';
export { readUntilIend } from './read-until-iend.ts';
export { composeBands, type ComposeOptions } from './compose-bands.ts';
export { composeParts, type ComposePartsOptions } from './compose-parts.ts';
export type { Composed } from './join-options.ts';
export { checkPart } from './check-part.ts';
export { checkOutputName } from './output-name.ts';
export { checkOutputHolds } from './output-format.ts';
