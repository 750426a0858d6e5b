import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import type { Block } from '../../src/message.ts'
import type { Reply } from '../../src/platform.ts'
import { createTestApp, planFrom, type TestApp, TINY } from '../support/app.ts'

const LIBRARY = {
  ...planFrom(TINY),
  short: 'library',
  links: [[{ ref: '1.1.1' }, { plan: 'thurrock-wsoa-2019', ref: 'C2' }]] as const,
}

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await importPlan(bot.db, LIBRARY, { now: bot.now(), today: '2020-11-24' })
  await bot.say('assign coordinator coordinator', { as: 'harbour-library/coordinator' })
})
afterEach(() => bot.close())

function buttonsOf({ message }: Reply): readonly { readonly label: string; readonly line: string }[] {
  return message.blocks.flatMap((block: Block) => (block.kind === 'buttons' ? block.buttons : []))
}

describe('items that are linked across two plans', () => {
  test('show each other, each with its rating in its own plan’s words', async () => {
    await bot.say('in library update 1.1.1 slipping no caretaker')
    expect(await bot.say('status C2')).toMatch(
      /Linked with 1\.1\.1 in the Harbour Library Renewal: .*Slipping/,
    )
    expect(await bot.say('in library status 1.1.1')).toMatch(
      /Linked with C2 in the Thurrock SEND Written Statement of Action: .*Amber/,
    )
  })

  test('are told to nobody without a part in the other plan, nor where others read along', async () => {
    expect(await bot.say('status C2', { as: 'SLSESEND' })).not.toMatch(/Linked|Library/)
    expect(await bot.say('status 1.1.1', { as: 'HEAD' })).not.toMatch(/Linked|Thurrock|C2/)
    for (const isOpen of [true, false]) {
      const inChannel = { from: { isPrivate: false, isOpen }, conversation: 'C1' }
      expect(await bot.say('status C2', inChannel)).not.toMatch(/Linked|Library/)
    }
  })

  test('are offered with one tap after an update: the words as they are, a rating by the other plan’s key', async () => {
    const noted = await bot.tell('update C2 note two caseworkers started')
    const same = buttonsOf(noted).find(({ label }) => label === 'Say the same of 1.1.1 in library')
    expect(same?.line).toBe('in library update 1.1.1: note two caseworkers started')
    expect(await bot.say(same?.line ?? '')).toContain('Recorded: 1.1.1')
    const rated = await bot.tell('update C2 red the backlog grew')
    const rate = buttonsOf(rated).find(({ label }) => label === 'Rate 1.1.1 in library')
    expect(rate?.line).toBe('in library update 1.1.1')
    expect(await bot.say(rate?.line ?? '')).toContain('1.1.1')
    const { message } = await bot.tell('update C2 red still growing', { as: 'SLSESEND' })
    expect(JSON.stringify(message)).not.toContain('library')
  })
})
