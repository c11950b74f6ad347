import { extname } from 'node:path';
import { povray } from './povray/povray.ts';
import type { Renderer } from './renderer.ts';

/** Renderers by the file extension of their scenes. */
const renderers: Record<string, Renderer> = { '.pov': povray };

/** The renderer for all other extensions. */
export const defaultRenderer: Renderer = povray;

export function rendererFor(scene: string): Renderer {
  return renderers[extname(scene).toLowerCase()] ?? defaultRenderer;
}
