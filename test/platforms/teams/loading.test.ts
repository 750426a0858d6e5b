import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, inject, test } from 'vitest'

interface Loaded {
  readonly botbuilder: number
  readonly agents: number
}

/** How many files of each SDK are loaded after these lines. */
function loadedBy(...lines: readonly string[]): Loaded {
  const script = `
    import { createRequire } from 'node:module'
    ${lines.join('\n')}
    const files = Object.keys(createRequire(import.meta.url).cache)
    const count = (name) => files.filter((file) => name.test(file)).length
    console.log(JSON.stringify({ botbuilder: count(/bot(builder|framework)/), agents: count(/agents-hosting/) }))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  return JSON.parse(stdout) as Loaded
}

/** The module as it was compiled. */
function compiled(module: string): string {
  return JSON.stringify(pathToFileURL(join(inject('compiled'), 'src', module)).href)
}

function opening(TEAMS_SDK: string): Loaded {
  const settings = { TEAMS_SDK, TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' }
  return loadedBy(
    `const { openTeams } = await import(${compiled('platforms/teams/open.js')})`,
    'const log = { error() {} }',
    `await openTeams({ settings: ${JSON.stringify(settings)}, log, machineNow: () => new Date(), references: {} })`,
  )
}

test('an SDK is loaded when Teams is opened, and not before', () => {
  const modules = ['shell/start.js', 'discover.js', 'platforms/teams.js', 'platforms/teams/open.js']
  expect(loadedBy(...modules.map((module) => `await import(${compiled(module)})`))).toEqual({
    botbuilder: 0,
    agents: 0,
  })
})

test('only the one that TEAMS_SDK names is loaded', () => {
  expect(opening('botbuilder')).toEqual({ botbuilder: expect.toSatisfy((count) => count > 100), agents: 0 })
  expect(opening('agents')).toEqual({ botbuilder: 0, agents: expect.toSatisfy((count) => count > 50) })
})
