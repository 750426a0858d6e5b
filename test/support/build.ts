import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { projectFile } from '../../src/shell/project.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the compiled program. */
    compiled: string
  }
}

/** What tests load in a process of its own. */
const LOADED_ALONE = [
  'data/database',
  'src/app/app',
  'src/domain/meeting-clock',
  'src/discover',
  'src/paper/making',
  'src/paper/worker',
  'src/platforms/teams/open',
  'src/shell/start',
]

/**
 * Compiles once for the tests that run the program as people do; into a folder of this run's own, so that
 * a build beside it changes nothing under a running test.
 */
export default function build(project: TestProject): () => void {
  const compiled = projectFile(`dist-test/${process.pid}`)
  execFileSync(process.execPath, ['build.js', compiled, ...LOADED_ALONE], {
    cwd: projectFile('.'),
    stdio: 'inherit',
  })
  project.provide('compiled', compiled)
  return () => rmSync(compiled, { recursive: true, force: true })
}
