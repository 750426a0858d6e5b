import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { projectFile } from '../../src/shell/project.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the compiled program. */
    compiled: string
    /** The demo's database on its first morning. */
    demo: string
  }
}

/** What tests load in a process of its own. */
const LOADED_ALONE = [
  'data/database',
  'src/app/app',
  'src/domain/meeting-clock',
  'src/discover',
  'src/paper/generate',
  'src/paper/worker',
  'src/platforms/teams/open',
  'src/shell/start',
]

/**
 * Compiles once for the tests that run the program as people do, and makes its demo once; in folders of this run's own,
 * so that a build beside it changes nothing under a running test.
 */
export default function build(project: TestProject): () => void {
  const compiled = projectFile(`dist-test/${process.pid}`)
  const folder = mkdtempSync(join(quickFolder(), 'wsoa-run-'))
  process.env.TMPDIR = folder
  execFileSync(process.execPath, ['build.js', compiled, ...LOADED_ALONE], {
    cwd: projectFile('.'),
    stdio: 'inherit',
  })
  execFileSync(process.execPath, [join(compiled, 'src/main.js'), 'start'], { cwd: folder, input: 'quit\n' })
  project.provide('compiled', compiled)
  project.provide('demo', join(folder, 'var/demo.sqlite'))
  return () => {
    for (const made of [compiled, folder]) rmSync(made, { recursive: true, force: true })
  }
}

/**
 * Tests make some thousand small databases and kill programs, never the machine: waiting for a disk would prove nothing.
 * Memory is used where there is a gigabyte of it.
 */
function quickFolder(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 2 ** 30 ? memory : tmpdir()
}
