import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Message } from '../../src/message.ts'
import type { Reply } from '../../src/platform.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const from = { mostRows: 20 }

function rowsOf({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map(([first]) => String(first)) : []))
}

function moreOf({ message }: Reply) {
  return message.blocks
    .flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
    .find(({ label }) => label.startsWith('More'))
}

test.each(['list', 'overdue', 'unreported', 'changes since September'])(
  '“%s” stops after one message, and More goes on to its end, each row once',
  async (line) => {
    const whole = rowsOf((await bot.tell(line)).message)
    const parts: string[] = []
    let reply = await bot.tell(line, { from })
    for (let number = 0; number < 10; number += 1) {
      const rows = rowsOf(reply.message)
      expect(rows.length).toBeLessThanOrEqual(20)
      parts.push(...rows)
      const more = moreOf(reply)
      if (!more) break
      reply = await bot.tell(more.line, { from })
      expect(reply.ok).toBe(true)
    }
    expect(parts).toEqual(whole)
  },
)

test('a list that fits has no button', async () => {
  const reply = await bot.tell('mine', { as: 'SLSP', from })
  expect(moreOf(reply)).toBeUndefined()
})

test('it is said where the part stands in the whole', async () => {
  expect(await bot.say('list', { from })).toContain('1 to 20 of 63.')
  expect(await bot.say('more 61 list', { from })).toContain('61 to 63 of 63.')
  expect(await bot.say('more 64 list', { from })).toContain('There is no more of it.')
})
