export type {
  FolderContents,
  RenderCommand,
  RenderEnd,
  Rendering,
  RenderProgress,
  RenderRequest,
  Surroundings,
} from './renderer.ts';
export type { StateReader } from './state-format.ts';
export { defaultRenderer, rendererFor } from './renderers.ts';
