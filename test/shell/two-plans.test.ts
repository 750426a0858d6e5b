import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { createApp } from '../../src/app/app.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, planFrom, SAMPLE, TINY } from '../support/app.ts'
import { createShell, type Shell } from '../support/shell.ts'

const NAMES = /harbour|library|thurrock|wsoa-thurrock/i

describe('a database that holds two plans', () => {
  let shell: Shell
  let env: Readonly<Record<string, string>>
  beforeEach(async () => {
    shell = createShell()
    env = {
      DATABASE_URL: `sqlite:${join(shell.folder, 'two.sqlite')}`,
      SLACK_BOT_TOKEN: 'xoxb-none',
      SLACK_SIGNING_SECRET: 'none-none-none-none-none-none-no',
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
    }
    for (const plan of [SAMPLE, TINY])
      expect(await shell.run(['import', projectFile(plan), '--now', '2020-11-24'], { env })).toMatchObject({
        exit: 0,
      })
  })
  afterEach(() => shell.close())

  test('answers each person for the plan that they have a part in', async () => {
    const [library, sample] = await Promise.all([
      shell.run(['say', 'status 1.1.1', '--as', 'HEAD'], { env }),
      shell.run(['say', 'status C2', '--as', 'SLSESEND'], { env }),
    ])
    expect(library.out).toContain('Open on Sunday afternoons')
    expect(sample.out).toContain('Rework annual review process')
  })

  test('shows the deliveries of every plan, each with its plan', async () => {
    const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, ...bare } = env
    for (const plan of ['thurrock-wsoa-2019', 'library'])
      await shell.run(['say', `in ${plan} go live`, '--as', 'coordinator', '--now', '2020-11-24'], {
        env: bare,
      })
    const { exit, out } = await shell.run(['deliveries', '--now', '2020-11-24'], { env: bare })
    expect(exit).toBe(0)
    expect(out).toMatch(/thurrock-wsoa-2019 {2}digest:/)
  })

  test('answers only for the plan that PLAN names', async () => {
    const only = { ...env, PLAN: 'harbour-library' }
    const { out } = await shell.run(['say', 'status 1.1.1', '--as', 'HEAD'], { env: only })
    expect(out).toContain('Open on Sunday afternoons')
    const other = await shell.run(['say', 'status C2', '--as', 'SLSESEND'], { env: only })
    expect(other.exit).toBe(2)
    expect(other.errors).toContain('Nobody here is "SLSESEND"')
  })

  test('asks the operator for PLAN where something is about one plan', async () => {
    const { exit, errors } = await shell.run(['trail'], { env })
    expect({ exit, errors }).toEqual({ exit: 3, errors: expect.stringContaining('set PLAN to its code') })
    expect((await shell.run(['trail'], { env: { ...env, PLAN: 'harbour-library' } })).exit).toBe(0)
  })

  test('tells the operator which plans there are in "doctor"', async () => {
    const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, ...bare } = env
    const { out } = await shell.run(['doctor'], { env: bare })
    expect(out).toMatch(/ok +plans: .*thurrock-wsoa-2019 \(quiet .*harbour-library \(quiet/)
  })

  test('welcomes a stranger at the terminal without any plan’s name', async () => {
    const { out } = await shell.run(['chat', '--as', 'stranger'], { env, lines: ['exit'] })
    expect(out).toContain('wsoa keeps an improvement plan')
    expect(out).not.toMatch(NAMES)
  })
})

test('a stranger in a chat hears no plan’s name, whatever is set up', async () => {
  const bot = await createTestApp()
  await importPlan(bot.db, planFrom(TINY), { now: bot.now(), today: '2020-11-24' })
  const app = createApp({
    db: bot.db,
    commands: bot.commands,
    log: pino({ level: 'silent' }),
  })
  for (const line of ['help', 'status', 'link me as SLBI', 'hello']) {
    const reply = await app.handle(
      { platform: 'slack', tenant: 'T1', userId: 'U1', conversation: 'D1', key: null, said: line },
      bot.now(),
    )
    expect(JSON.stringify(reply)).not.toMatch(NAMES)
  }
  await bot.close()
})

test('a service goes on with its plan when another is imported beside it', async () => {
  const bot = await createTestApp()
  await bot.say('status')
  await importPlan(bot.db, planFrom(TINY), { now: bot.now(), today: '2020-11-24' })
  expect((await bot.tell('update C2 red the supplier left')).ok).toBe(true)
  const stranger = { platform: 'slack', tenant: 'T1', userId: 'U1', conversation: 'D1' }
  expect(JSON.stringify(await bot.tell('help', { from: stranger }))).not.toMatch(NAMES)
  await bot.close()
})

test('a stranger at the terminal is welcomed without the plan’s name', async () => {
  const shell = createShell({ demo: true })
  const { out } = await shell.run(['chat', '--as', 'stranger'], { lines: ['exit'] })
  expect(out).toContain('wsoa keeps an improvement plan')
  expect(out).not.toMatch(/thurrock|sample|backlog/i)
  shell.close()
})
