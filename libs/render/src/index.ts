export type {
  FolderContents,
  RenderCommand,
  RenderEnd,
  Rendering,
  RenderProgress,
  RenderRequest,
  Surroundings,
} from './renderer.ts';
export { defaultRenderer, rendererFor } from './renderers.ts';
