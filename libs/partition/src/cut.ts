import type { Rows } from '@task-distributor/band';

/**
 * A way to cut an image into bands that cover all its rows once, from the top to the bottom.
 * @param height rows of the image
 * @param count how many bands, from 1 to `height`
 */
export type Cut = (height: number, count: number) => Rows[];
