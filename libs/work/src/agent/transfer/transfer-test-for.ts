import {
  rendererFor,
  type RenderRequest,
  type Surroundings,
  type TransferFunctionTest,
} from '@task-distributor/render';
import { isBinary } from './is-binary.ts';

/** How to find out how the image comes from a state file; null = only the renderer makes it. */
export function transferTestFor(
  request: Pick<RenderRequest, 'program' | 'scene' | 'options' | 'run'>,
  surroundings: Surroundings,
): TransferFunctionTest | null {
  const { states } = rendererFor(request.scene);
  try {
    return states !== null && isBinary(request.program) ? states.transferTest(request, surroundings) : null;
  } catch {
    // The program is gone, for example.
    return null;
  }
}
