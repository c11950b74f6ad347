export { cropPng, type CropOptions } from './crop-png.ts';
export { cropImage } from './crop-image.ts';
export { readUntilIend } from './read-until-iend.ts';
export { composeBands, type ComposeOptions } from './compose-bands.ts';
export { composeParts, type ComposePartsOptions } from './compose-parts.ts';
export type { Composed } from './join-options.ts';
export { checkPart } from './check-part.ts';
export { jobOfPart } from './job-of-part.ts';
export { checkOutputName, outputFormat } from './output-name.ts';
