import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Names every test that did not run, and what it needs, at the end of a run. */
export default class Skips implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')])
    for (const test of skipped)
      console.log(`skipped: ${nameOf(test)} (needs ${test.meta().needs ?? 'a reason for its skip'})`)
  }
}

function nameOf({ module, fullName }: TestCase): string {
  return `${module.relativeModuleId}: ${fullName}`
}
