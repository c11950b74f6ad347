import { extname } from 'node:path';
import { povray } from './povray/povray.ts';
import type { Renderer } from './renderer.ts';

/** The renderers, by the extension of the scenes that they render. */
const renderers: Record<string, Renderer> = { '.pov': povray };

/** For scenes whose names do not tell. */
export const defaultRenderer: Renderer = povray;

export function rendererFor(scene: string): Renderer {
  return renderers[extname(scene).toLowerCase()] ?? defaultRenderer;
}
