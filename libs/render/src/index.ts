export type {
  RenderCommand,
  RenderEnd,
  Renderer,
  Rendering,
  RenderProgress,
  RenderRequest,
  Surroundings,
} from './renderer.ts';
export { defaultRenderer, rendererFor } from './renderers.ts';
