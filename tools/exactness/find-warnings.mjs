import { stderrOfMaster } from './renders.mjs';

/** The lines of td-master that point to docs/exactness.md, with one and with several threads. */
export async function findWarnings(scene) {
  const find = async (threads) => {
    const stderr = await stderrOfMaster(scene, [`+WT${threads}`]);
    return stderr.split('\n').filter((line) => line.includes('exactness.md'));
  };
  return { one: await find(1), several: await find(4) };
}
