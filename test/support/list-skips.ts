import type { Reporter } from 'vitest/node'

/** A reporter that ends a run with every test that was skipped, and what it would have needed. */
export const listSkips: Reporter = {
  onTestRunEnd: (modules) => {
    for (const module of modules)
      for (const test of module.children.allTests('skipped'))
        console.log(`skipped: ${test.fullName} (needs ${test.meta().needs ?? 'a reason for its skip'})`)
  },
}
