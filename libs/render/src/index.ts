export type {
  RenderCommand,
  RenderEnd,
  Renderer,
  Rendering,
  RenderProgress,
  RenderRequest,
} from './renderer.ts';
export { rendererFor } from './renderers.ts';
