export type { RenderCommand, RenderEnd, Rendering, RenderProgress, RenderRequest } from './renderer.ts';
export { defaultRenderer, rendererFor } from './renderers.ts';
