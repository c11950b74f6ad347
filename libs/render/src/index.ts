export type { FolderContents, RenderCommand } from './render-command.ts';
export type {
  HostCheck,
  RenderEnd,
  Renderer,
  Rendering,
  RenderProgress,
  RenderRequest,
  Surroundings,
} from './renderer.ts';
export type { NamedFile } from './scenes.ts';
export type { OtherHost, RunChoices } from './run-choices.ts';
export { BlockLayout, type BlockNumbers, type Columns } from './block-layout.ts';
export {
  pixelsOf,
  type StateBlock,
  type StateFormat,
  type StateReader,
  type TransferFunctionTest,
} from './state-format.ts';
export { defaultRenderer, rendererFor } from './renderers.ts';
