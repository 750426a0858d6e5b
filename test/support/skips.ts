import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Names every test that did not run, and what it needs, at the end of a run; what is still to be done is counted. */
export default class Skips implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      const skipped = [...module.children.allTests('skipped')]
      const open = skipped.filter(({ options }) => options.mode === 'todo')
      if (open.length > 0) console.log(`still to be done: ${open.length} cases in ${module.relativeModuleId}`)
      for (const test of skipped.filter((each) => !open.includes(each)))
        console.log(`skipped: ${nameOf(test)} (needs ${test.meta().needs ?? 'a reason for its skip'})`)
    }
  }
}

function nameOf({ module, fullName }: TestCase): string {
  return `${module.relativeModuleId}: ${fullName}`
}
