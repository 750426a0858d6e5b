import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Names every test that did not run, at the end of a run: what a machine lacks stands in the test's title. */
export default class Skips implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')])
    for (const test of skipped) console.log(`skipped: ${nameOf(test)}`)
  }
}

function nameOf({ module, fullName }: TestCase): string {
  return `${module.relativeModuleId}: ${fullName}`
}
