import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { projectFile } from '../../src/project.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the compiled program. */
    compiled: string
  }
}

/**
 * Compiles once for the tests that run the program as people do; into a folder of this run's own, so that
 * a build beside it changes nothing under a running test. Types are the business of `npm run check`.
 */
export default function build(project: TestProject): () => void {
  const compiled = projectFile(`dist/test-${process.pid}`)
  const compiler = projectFile('node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [compiler, '--noCheck', '--outDir', compiled], {
    cwd: projectFile('.'),
    stdio: 'inherit',
  })
  project.provide('compiled', compiled)
  return () => rmSync(compiled, { recursive: true, force: true })
}
