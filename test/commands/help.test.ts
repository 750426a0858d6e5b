import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

describe('a coordinator’s command is refused to others before its form is explained', async () => {
  const commands = await loadCommands()
  const theirs = [...commands].flatMap(([name, command]) =>
    command.for === 'coordinator' ? [{ verb: name.replace(/-/g, ' '), command }] : [],
  )

  test.each(theirs)('$verb', async ({ verb, command }) => {
    const does = `${command.summary.charAt(0).toLowerCase()}${command.summary.slice(1)}`
    expect(await bot.say(`help ${verb}`, { as: 'SLBI' })).toContain(`Only the coordinator can ${does}.`)
    expect(await bot.say(`help ${verb}`)).toContain('Examples')
    for (const line of [verb, `${verb} it somehow`, `${verb}?`]) {
      const { ok, message } = await bot.tell(line, { as: 'SLBI' })
      // "digest send" is half a question for a digest, which anybody may ask.
      const refusal = verb.startsWith('digest ')
        ? /^(?:Only the coordinator can|Do you mean digest) /
        : /^Only the coordinator can /
      expect({ line, ok, summary: message.summary }).toEqual({
        line,
        ok: false,
        summary: expect.stringMatching(refusal),
      })
    }
  })
})
