import { TdError } from '@task-distributor/band';
import { jobFilePath } from '@task-distributor/lockfile';
import { rendererFor } from '@task-distributor/render';
import type { PackageSender } from '../../send/package-sender.ts';
import type { ScenePackage } from '../../send/scene-package.ts';
import type { ImagePlan, SendPlan } from '../../plans.ts';
import { sceneFacts } from '../../job/scene-facts.ts';
import { surroundingsOfProcess } from '../../surroundings.ts';
import type { WorkerContext } from '../worker-kind.ts';
import type { BareHosts } from './bare-worker.ts';
import { lookAtHost } from './look-at-host.ts';
import { OncePerHost } from './once-per-host.ts';

/** Looks at each host once, and sends the scene to each once. The scene is packed when the first host needs it. */
export function bareHosts(context: WorkerContext): BareHosts {
  const { launcher, image, job, renderer, signal } = context;
  const { programs, optionFiles } = rendererFor(image.scene).host;
  const asked = {
    scene: image.scene,
    jobFile: jobFilePath(job.folder),
    jobId: job.id,
    renderers: programs(renderer),
    defaultOptions: optionFiles,
  };
  const looks = new OncePerHost((host) => lookAtHost(launcher, host, asked, signal));
  let packing: Promise<Packed> | null = null;
  const packed = (): Promise<Packed> => (packing ??= pack(context));
  return {
    look: (host, stop) => looks.get(host, stop),
    seen: (host) => looks.done(host),
    packageBytes: async () => (await packed()).bytes,
    async send(host, stop) {
      const { hash, sender } = await packed();
      return { folder: await sender.send(host, stop), hash };
    },
  };
}

interface Packed {
  readonly hash: string;
  readonly bytes: number;
  readonly sender: PackageSender;
}

async function pack(context: WorkerContext): Promise<Packed> {
  const { launcher, image, signal, workers } = context;
  const packed = await packFor(image, workers.send, signal);
  const { PackageSender } = await import('../../send/package-sender.ts');
  const { hash, bytes } = packed;
  return { hash, bytes, sender: new PackageSender(packed, { launcher }, signal) };
}

/** What bare hosts get for an image. @throws TdError E_PACK, which stops the job: no host could do better */
export async function packFor(
  image: Pick<ImagePlan, 'scene' | 'options'>,
  { paths, limitBytes }: SendPlan,
  signal: AbortSignal,
): Promise<ScenePackage> {
  const request = { scene: image.scene, options: image.options, send: paths, limitBytes };
  const surroundings = surroundingsOfProcess();
  try {
    // What is missing here is missing on the hosts, too.
    rendererFor(image.scene).refuse(image, surroundings, true);
    await sceneFacts(image.scene, false);
    const { packScene } = await import('../../send/pack-scene.ts');
    return await packScene(request, surroundings, signal);
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof TdError)) throw cause;
    throw new TdError(cause.message, { code: 'E_PACK', exitCode: cause.exitCode, cause });
  }
}
