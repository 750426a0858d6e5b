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
