import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadCommands } from '../../src/discover.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeAll(async () => {
  bot = await createTestApp()
})
afterAll(() => bot.close())

test('help is no longer than a telephone shows, and begins with how to record', async () => {
  const { message } = await bot.tell('help')
  const list = message.blocks.find((block) => block.kind === 'list')
  expect(list?.items.length).toBeLessThan(10)
  expect(list?.items[0]).toMatchObject([{ kind: 'line', line: expect.stringMatching(/^update /) }])
  expect(await bot.say('help')).toContain('Everything: commands.')
})

test('everything that can be typed is listed by “commands”', async () => {
  const commands = [...(await loadCommands())].flatMap(([name, { hidden }]) => (hidden ? [] : [name]))
  const { message } = await bot.tell('commands')
  const list = message.blocks.find((block) => block.kind === 'list')
  const shown = list?.items.map((item) => JSON.stringify(item)) ?? []
  for (const name of commands) {
    expect(shown.filter((item) => item.includes(`"line":"${name.replace(/-/g, ' ')}"`))).toHaveLength(1)
  }
})

test('what is the coordinator’s alone is left out for others, in “commands” and in completion', async () => {
  const listed = await bot.say('commands', { as: 'SLBI' })
  const others = await bot.app.commandsFor(bot.now(), {
    platform: 'terminal',
    tenant: 'local',
    userId: 'SLBI',
    conversation: 'test',
  })
  const theirs = [...bot.commands].filter(([, command]) => command.for === 'coordinator')
  expect(theirs.length).toBeGreaterThan(15)
  for (const [name] of theirs) {
    expect(listed).not.toContain(`${name.replace(/-/g, ' ')}:`)
    expect(others.has(name)).toBe(false)
  }
  expect(others.has('update')).toBe(true)
})

test('whoever is not the coordinator is told so, and what they can do instead', async () => {
  expect(await bot.say('assign SLBI Sam Example', { as: 'SLBI' })).toBe(
    'Only the coordinator can assign a role to a person from today or a day on. To pass your own role on for a while: delegate <role> <person> until <date>',
  )
  expect(await bot.say('channels', { as: 'SLSPPEP' })).toBe(
    'Only the coordinator can list the channels in which boards and groups are told. Nothing was changed.',
  )
})
