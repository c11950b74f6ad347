import type { RenderCommand } from './render-command.ts';
import type { Rendering } from './renderer.ts';

/** A run of a renderer that writes image and state file into its folder, and renders one small block after the other. */
export interface ProbeRun {
  /** Reads its messages, and judges how it ended. */
  readonly rendering: Rendering;
  readonly command: RenderCommand;
  /** Sides of its blocks, in pixels. */
  readonly block: number;
  /** Name of the image, which is there when the renderer has ended. */
  readonly image: string;
  /** Name of the state file, which is there as soon as rendering begins, and removed at the end. */
  readonly state: string;
}
