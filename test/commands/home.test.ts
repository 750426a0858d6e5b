import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Button, Message } from '../../src/message.ts'
import { renderHome } from '../../src/render/slack.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

test('an owner sees their items, what each needs, one-tap ratings and the next meetings with their cut-off', async () => {
  expect(await bot.say('home', { as: 'SLBI' })).toMatchInlineSnapshot(`
    "2 open items of yours as SLBI, none overdue.

    Your items, the most pressing first
    B2(e) Parent carers help shape and review multi-agency dashboard: ▲ Red
    Due: Dec 2020. Needs: confirm the rating.
    ▲ Red: type "update B2(e) red"   ◆ Amber: type "update B2(e) amber"   ● Green: type "update B2(e) green"   No change: type "confirm B2(e)"   More: type "update B2(e)"

    A5(h) Launch user-friendly online plan system, with supplier training: ◆ Amber
    Due: Mar 2021. Needs: nothing now.
    ▲ Red: type "update A5(h) red"   ◆ Amber: type "update A5(h) amber"   ● Green: type "update A5(h) green"   No change: type "confirm A5(h)"   More: type "update A5(h)"

    Next meetings
    • Thursday 3 December 2020: SEND Operational Group; what is said by 24 Nov 2020, 12pm goes into its papers
    • Tuesday 8 December 2020: SEND Improvement Board; what is said by 27 Nov 2020, 12pm goes into its papers

    Mine: type "mine"   Overdue: type "overdue"   Status: type "status"   Help: type "help""
  `)
})

test('a button on it records, once', async () => {
  const { message } = await bot.tell('home', { as: 'SLBI' })
  const red = buttonsOf(message).find(({ line }) => line === 'update A5(h) red')
  const press = () => bot.tell(red?.line ?? '', { as: 'SLBI', ...(red?.nonce ? { nonce: red.nonce } : {}) })
  const first = await press()
  expect(first.changes).toMatchObject([{ ref: 'A5(h)', from: 'amber', to: 'red' }])
  await bot.say('update A5(h) green all booked', { as: 'SLBI' })
  expect(await press()).toEqual(first)
  expect((await bot.tell('status A5(h)')).items[0]?.rating).toBe('green')
})

test('the button that only opens the form may be pressed again', async () => {
  const { message } = await bot.tell('home', { as: 'SLBI' })
  const more = buttonsOf(message).find(({ label }) => label === 'More')
  for (const _ of [1, 2]) {
    const { message: asked } = await bot.tell(more?.line ?? '', { as: 'SLBI', nonce: more?.nonce ?? '' })
    expect(asked.blocks).toContainEqual(expect.objectContaining({ kind: 'form', command: 'update' }))
  }
})

test('more than ten items have no buttons each, but none is left out', async () => {
  await bot.say('assign SLBI new Sam Example')
  for (const code of ['SLCSC', 'SLSPPEP', 'SLSP', 'ADPH', 'SLSESEND'])
    await bot.say(`delegate ${code} SLBI until 18 December 2020`)
  const { message } = await bot.tell('home', { as: 'sam-example' })
  expect(buttonsOf(message).filter(({ label }) => label === 'More')).toHaveLength(10)
  const { items } = await bot.tell('mine', { as: 'sam-example' })
  const open = items.filter(({ state }) => state !== 'complete')
  for (const { ref } of open) expect(JSON.stringify(message)).toContain(`"${ref}"`)
  expect(message.blocks.length).toBeLessThan(60)
})

test('the coordinator sees who asks to be linked and what is to be decided, its board what it decides', async () => {
  await bot.say('revise B1(b) to 26 March 2021 because the supplier moved', { as: 'SLSP' })
  await bot.say('link me as SLBI', { as: 'stranger' })
  const text = await bot.say('home')
  expect(text).toContain('1 person to be linked: links')
  expect(text).toContain('Decisions to record: R1: requests')
  expect(await bot.say('home', { as: 'SLSP' })).toContain('Asked for and not decided yet: R1')
})

test.each(['chair:improvement-board', 'member:operational-group', 'coordinator', 'SLSP'])(
  'is there for %s and changes nothing: a question that is open stays open',
  async (as) => {
    expect((await bot.tell('home', { as })).ok).toBe(true)
    await bot.tell('stauts C2', { as })
    await bot.tell('home', { as })
    expect((await bot.tell('1', { as })).ok).toBe(true)
  },
)

function buttonsOf(message: Message): readonly Button[] {
  return message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
}

test('each button beside an item says to a screen reader which item it is about', async () => {
  const { message } = await bot.tell('home', { as: 'SLBI' })
  const { blocks } = renderHome(message)
  const labels = (JSON.stringify(blocks).match(/"accessibility_label":"[^"]*"/g) ?? []).map((each) =>
    each.replace(/.*:"|"$/g, ''),
  )
  expect(labels.length).toBe(10)
  expect(new Set(labels).size).toBe(10)
  expect(labels.every((label) => /B2\(e\)|A5\(h\)/.test(label))).toBe(true)
})

test('the coordinator sees what waits: boards without a channel and roles that nobody holds', async () => {
  const said = await bot.say('home')
  expect(said).toContain('Told in no channel: SEND Operational Group')
  expect(said).toMatch(/roles that nobody is named for/)
})
