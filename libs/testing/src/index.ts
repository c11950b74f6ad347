export { argv } from './argv.ts';
export { asNobody } from './as-nobody.ts';
export {
  bundleFixtures,
  type Child,
  fixturePath,
  startFixture,
  startFixtureAsNobody,
} from './bundle-fixtures.ts';
export { closing } from './closing.ts';
export { colourMetadata } from './colour-metadata.ts';
export { binFolder, commandPath, loneWorker } from './command-path.ts';
export { decode } from './decode.ts';
export { fakeRenderer } from './fake-renderer.ts';
export { freezeChildren } from './freeze.ts';
export { freePort } from './free-port.ts';
export { slowScene, stateOfKilled } from './povray-state.ts';
export { findProcesses, isRunning, processesWith } from './processes.ts';
export { readAll, readLine } from './read-stream.ts';
export { runCommand, runShell, startCommand } from './run-command.ts';
export { cutSamples, type Samples, samplesOf } from './samples.ts';
export { endlessScene, smallScene } from './scenes.ts';
export { hostConfig, makeKey, pathWithSsh, publicKey } from './ssh-files.ts';
export { type Sshd, startSshd } from './start-sshd.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { smallJob, temporaryJob } from './temporary-job.ts';
