export type {
  RenderCommand,
  RenderEnd,
  Renderer,
  Rendering,
  RenderProgress,
  RenderRequest,
} from './renderer.ts';
export { defaultRenderer, rendererFor } from './renderers.ts';
