export type {
  FolderContents,
  RenderCommand,
  RenderEnd,
  Rendering,
  RenderProgress,
  RenderRequest,
  Surroundings,
} from './renderer.ts';
export type { ProbeRun } from './probe-run.ts';
export type { StateFormat, StateReader } from './state-format.ts';
export { defaultRenderer, rendererFor } from './renderers.ts';
