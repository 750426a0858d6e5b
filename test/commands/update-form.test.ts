import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Form } from '../../src/message.ts'
import type { Reply } from '../../src/platform.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const fill = (form: Form, filled: Record<string, unknown>, as = 'SLSP') =>
  bot.tell(
    { command: form.command, arguments: { ...form.settled, ...form.adds, ...filled } },
    { as, nonce: form.nonce ?? '' },
  )

describe('the form', () => {
  test('for one item has a field for all that can be said', async () => {
    const form = formIn(await bot.tell('update B1(b)', { as: 'SLSP' }))
    expect(form.fields.map(({ name }) => name)).toEqual(['rating', 'state', 'note', 'evidence', 'date'])
    expect(form.fields[0]?.choices?.[0]?.label).toBe(
      '▲ Red: Not started, or significant delay: prioritise to recover',
    )
  })

  test('for any item lists one’s own first, then what else one may update', async () => {
    const form = formIn(await bot.tell('update', { as: 'SLSP' }))
    const [item] = form.fields
    expect(item).toMatchObject({ name: 'item', input: 'choice', required: true })
    expect(item?.choices?.slice(0, 2).map(({ value }) => value)).toEqual(['B1(b)', 'B1(c)'])
    const coordinators = formIn(await bot.tell('update'))
    expect(coordinators.fields[0]?.choices).toHaveLength(75)
  })

  test('records everything in one go, with one receipt, and Undo takes all of it back', async () => {
    const form = formIn(await bot.tell('update', { as: 'SLSP' }))
    const reply = await fill(form, {
      item: 'B1(b)',
      rating: 'red',
      note: 'the supplier moved its start',
      evidence: '',
      date: '2021-03-26',
    })
    expect(reply.message.summary).toBe(
      'Recorded: B1(b) Amber → Red. Recorded: R1 asks for Friday 26 March 2021 for B1(b).',
    )
    expect(await bot.say('requests')).toContain('the supplier moved its start')
    const undone = await bot.say('undo', { as: 'SLSP' })
    expect(undone).toContain('Taken back: B1(b) ▲ Red')
    expect(undone).toContain('Withdrawn with it: R1.')
    expect(await bot.say('requests')).not.toContain('R1')
  })

  test('counts once, however often it is sent', async () => {
    const form = formIn(await bot.tell('update B1(b)', { as: 'SLSP' }))
    const first = await fill(form, { rating: 'red', note: 'x y' })
    expect(first.ok).toBe(true)
    expect(await fill(form, { rating: 'red', note: 'x y' })).toEqual(first)
    expect((await bot.say('history B1(b)')).match(/x y/g)).toHaveLength(1)
  })

  test('may be sent again when something in it was wrong', async () => {
    const form = formIn(await bot.tell('update B1(b)', { as: 'SLSP' }))
    expect((await fill(form, { date: '2021-03-26' })).error?.field).toBe('note')
    expect((await fill(form, { date: '2021-03-26', note: 'the supplier moved' })).ok).toBe(true)
  })

  test.each([
    [{ item: 'ZZ9', rating: 'red' }, 'item', '“ZZ9” is no item of this plan.'],
    [{ item: 'B1(b)', rating: 'purple' }, 'rating', '“purple” is no rating of this plan'],
    [{ item: 'B1(b)', state: 'nearly' }, 'state', 'The field “state” cannot be taken as it is'],
    [{ item: 'B1(b)', date: '31 Feb', note: 'x y' }, 'date', '“31 Feb” is no day that I can read.'],
    [{ item: 'B1(b)', date: '2020-01-01', note: 'x y' }, 'date', 'has passed'],
    [{ item: 'B1(b)', rating: 'red', date: '2021-03-26' }, 'note', 'Say in the note why'],
    [{ item: 'B1(b)' }, 'rating', 'Nothing was filled in'],
    [{ item: 'B1(b)', state: 'complete', date: '2021-03-26', note: 'x y' }, 'date', 'is complete'],
    [{ item: 'B1', state: 'complete' }, 'state', 'not complete yet'],
  ])('%j says what is wrong beside the field %s, and nothing is recorded', async (filled, field, text) => {
    const before = await bot.say('history B1(b)')
    const { ok, error } = await bot.tell({ command: 'update', arguments: { ...filled, filled: true } })
    expect({ ok, field: error?.field }).toEqual({ ok: false, field })
    expect(error?.text).toContain(text)
    expect(await bot.say('history B1(b)')).toBe(before)
    expect(await bot.say('requests')).not.toContain('R1')
  })

  test('of somebody else’s item is refused', async () => {
    const filled = { command: 'update', arguments: { item: 'B4(a)', rating: 'red', filled: true } }
    expect((await bot.tell(filled, { as: 'SLSP' })).error?.code).toBe('refused')
    const dated = {
      command: 'update',
      arguments: { item: 'B4(a)', note: 'x', date: '2021-03-26', filled: true },
    }
    expect((await bot.tell(dated, { as: 'SLSP' })).error?.code).toBe('refused')
  })
})

test('where there are no forms, update alone asks for the item and waits for it', async () => {
  expect(await bot.say('update', { as: 'SLSP' })).toContain('Which item, and how does it stand?')
  expect(await bot.say('B1(b)', { as: 'SLSP' })).toContain('How does B1(b) stand?')
  expect(await bot.say('amber still with the supplier', { as: 'SLSP' })).toContain('Recorded: B1(b)')
  expect((await bot.tell('update', { as: 'member:operational-group' })).error?.code).toBe('refused')
})

function formIn({ message }: Reply): Form {
  const form = message.blocks.find((block) => block.kind === 'form')
  if (form?.kind !== 'form') throw new Error('no form')
  return form
}
