import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { downForTest, patient, upForTest } from '../cluster/run-cluster.ts';
import { emptyShared } from './job-folder.ts';
import { originalMasterWithOurWorker } from './original-master.ts';
import { ourMasterWithOriginalWorker } from './original-worker.ts';
import { oursLikeTheOriginal } from './ours-like-the-original.ts';
import { install } from './places.ts';
import { ourStepsInBashScripts } from './steps-in-bash.ts';
import { waysOfSsh } from './ways-of-ssh.ts';
import { workersStopWhenTheMasterGoes } from './workers-stop.ts';

// Only root can create hosts whose links can be cut, and the files that the original's scripts expect.
describe.skipIf(process.getuid!() !== 0)('on a cluster of eight', () => {
  beforeAll(async () => {
    await upForTest('8');
    await install();
  }, patient.timeout);
  afterAll(downForTest);

  describe('one job at a time', () => {
    beforeEach(emptyShared);
    describe("the original's master with our worker", originalMasterWithOurWorker);
    describe("our master with the original's worker", ourMasterWithOriginalWorker);
    describe('our steps in bash scripts', ourStepsInBashScripts);
    describe('ours alone, compatible with the original', oursLikeTheOriginal);
    describe('ways of SSH', waysOfSsh);
  });
  describe('POV-Ray has stopped', workersStopWhenTheMasterGoes);
});
