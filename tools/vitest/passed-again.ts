import { join, relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Names the tests that failed and then passed, with the reason of the first failure: each is a fault that is still to be found. */
export class PassedAgain implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        if (test.diagnostic()?.flaky === true) console.log(`\n${describeTest(module, test)}`);
      }
    }
  }
}

function describeTest({ moduleId }: TestModule, test: TestCase): string {
  const [error] = test.result().errors ?? [];
  return `PASSED AGAIN ${relative(root, moduleId)} > ${test.fullName}: ${error?.message.split('\n')[0] ?? ''}`;
}

const root = join(import.meta.dirname, '../..');
