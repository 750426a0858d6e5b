import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, inject, test } from 'vitest'

/** The number of botbuilder's files that are loaded along with these modules. */
function loadedBy(...modules: readonly string[]): number {
  const script = `
    import { createRequire } from 'node:module'
    for (const file of ${JSON.stringify(modules.map(compiled))}) await import(file)
    const files = Object.keys(createRequire(import.meta.url).cache)
    console.log(files.filter((file) => /bot(builder|framework)/.test(file)).length)`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  return Number(stdout)
}

function compiled(module: string): string {
  return pathToFileURL(join(inject('compiled'), 'src', module)).href
}

test('botbuilder is loaded when Teams is opened, and not before', () => {
  expect(loadedBy('shell/start.js', 'discover.js', 'platforms/teams.js')).toBe(0)
  expect(loadedBy('platforms/teams/open.js')).toBeGreaterThan(100)
})
