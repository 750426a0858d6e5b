import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Form } from '../../src/message.ts'
import type { Reply } from '../../src/platform.ts'
import { createTestApp, read, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const OWNER = { as: 'SLSP' }

function formIn({ message }: Reply): Form {
  const form = message.blocks.find((block) => block.kind === 'form')
  if (form?.kind !== 'form') throw new Error(`no form in: ${message.summary}`)
  return form
}

const open = async (line: string) => formIn(await bot.tell(line, OWNER))

const send = ({ command, settled, adds, nonce }: Form, filled: Record<string, unknown>) =>
  bot.tell(
    { command, arguments: { ...settled, ...adds, ...filled } },
    { ...OWNER, ...(nonce === undefined ? {} : { nonce }) },
  )

/** Everything recorded of the item, without what was only asked. */
const said = async () =>
  (await bot.db.selectFrom('updates').select('id').where('kind', '!=', 'import').execute()).length

describe('a form on an item that changed since it was opened', () => {
  test('shows what happened, how it stands and what would be recorded, and records nothing yet', async () => {
    const form = await open('update B1(b)')
    await bot.say('update B1(b) red the supplier left')
    const reply = await send(form, { rating: 'green', note: 'all booked', date: '' })
    expect({ ok: reply.ok, waits: reply.waits, error: reply.error }).toEqual({
      ok: false,
      waits: true,
      error: null,
    })
    const text = read(reply)
    expect(text).toContain('B1(b) changed while you were answering.')
    expect(text).toContain('the coordinator for SLSP, 24 Nov 2020, 9am: an update')
    expect(text).toMatch(/B1\(b\) now: +▲ Red; due .*“the supplier left”/)
    expect(text).toMatch(/Yours: +Rating “● Green”, Note “all booked”/)
    expect(await said()).toBe(1)
  })

  test('is recorded when it is sent again, with what was filled in', async () => {
    const form = await open('update B1(b)')
    await bot.say('update B1(b) red the supplier left')
    const again = formIn(await send(form, { rating: 'amber', note: 'with the new supplier' }))
    expect(again.submit).toBe('Record all the same')
    const filled = Object.fromEntries(
      again.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    )
    expect(filled).toEqual({ rating: 'amber', note: 'with the new supplier' })
    expect((await send(again, filled)).message.summary).toContain('B1(b) Red → Amber')
  })

  test('asks once more when it has changed once more', async () => {
    const form = await open('update B1(b)')
    await bot.say('update B1(b) red the supplier left')
    const again = formIn(await send(form, { rating: 'amber', note: 'with the new supplier' }))
    await bot.say('evidence B1(b) the letter of the supplier')
    expect(await send(again, { rating: 'amber', note: 'with the new supplier' })).toMatchObject({
      waits: true,
    })
  })

  test.each([
    ['an update', async () => bot.say('update B1(b) red the supplier left')],
    ['"no change"', async () => bot.say('confirm B1(b)')],
    ['a request for another date', async () => bot.say('revise B1(b) to 26 March 2021 because of it')],
    [
      'an entry that was taken back',
      async () => {
        await bot.say('update B1(b) red the supplier left')
        await bot.say('undo')
      },
    ],
    [
      'the owner’s own word from elsewhere',
      async () => bot.say('update B1(b) red x y', { ...OWNER, conversation: 'phone' }),
    ],
  ])('is asked about after %s', async (_, change) => {
    const form = await open('update B1(b)')
    await change()
    expect(await send(form, { rating: 'amber', note: 'x y' })).toMatchObject({ waits: true })
  })

  test('for any item asks about the one that was chosen, and for no other', async () => {
    const form = await open('update')
    await bot.say('update B1(b) red the supplier left')
    expect(await send(form, { item: 'B1(c)', rating: 'amber', note: 'x y' })).toMatchObject({ ok: true })
    const other = await open('update')
    await bot.say('update B1(b) amber the supplier is back')
    const again = formIn(await send(other, { item: 'B1(b)', rating: 'red', note: 'x y' }))
    expect(again.settled).toEqual({ refs: ['B1(b)'] })
  })

  test('for another date is asked about as well', async () => {
    const form = await open('revise B1(b)')
    bot.later({ minutes: 5 })
    await bot.say('revise B1(b) to 30 April 2021 because of the supplier')
    const reply = await send(form, { date: '2021-03-26', reason: 'the panel meets then' })
    expect(read(reply)).toMatch(/Yours: +New date “2021-03-26”, Reason “the panel meets then”/)
    expect(await send(formIn(reply), { date: '2021-03-26', reason: 'the panel meets then' })).toMatchObject({
      ok: true,
    })
  })

  test('after nothing but a question and a refusal is recorded at once', async () => {
    const form = await open('update B1(b)')
    await bot.say('history B1(b)')
    await bot.say('update B1(b) red x y', { as: 'SLBI' })
    await bot.say('update C2 red x y')
    expect(await send(form, { rating: 'amber', note: 'x y' })).toMatchObject({ ok: true })
  })

  test('brings a mark that says nothing of how much was recorded', async () => {
    expect((await open('update B1(b)')).adds).toEqual({
      filled: true,
      seen: expect.stringMatching(/^[a-p]{64}$/),
    })
  })
})

describe('a question about an item that changed since it was asked', () => {
  test('shows both and asks, and "yes" records it', async () => {
    await bot.say('update B1(b)', OWNER)
    await bot.say('update B1(b) red the supplier left')
    const asked = await bot.say('amber with the new supplier', OWNER)
    expect(asked).toContain('B1(b) changed while you were answering.')
    expect(asked).toContain('“update B1(b) amber with the new supplier”')
    expect(await said()).toBe(1)
    expect((await bot.tell('yes', OWNER)).message.summary).toContain('B1(b) Red → Amber')
  })

  test('leaves it as it is when the answer is no', async () => {
    await bot.say('update B1(b)', OWNER)
    await bot.say('update B1(b) red the supplier left')
    await bot.say('amber with the new supplier', OWNER)
    expect(await bot.say('no', OWNER)).toContain('Left as it is.')
    expect(await said()).toBe(1)
  })

  test.each(['4', 'update B1(b) amber', 'no change'])(
    'is asked about when it is answered by "%s"',
    async (line) => {
      await bot.say('update B1(b)', OWNER)
      await bot.say('update B1(b) red the supplier left')
      expect(await bot.tell(line, OWNER)).toMatchObject({ waits: true, changes: [] })
    },
  )
})

describe('“no change” on a card', () => {
  const noChange = async () => {
    const { message } = await bot.tell('home', OWNER)
    const all = message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
    const { line = '', nonce = '', seen = '' } = all.find(({ label }) => label === 'No change') ?? {}
    return { line, ref: line.replace('confirm ', ''), options: { ...OWNER, nonce, from: { seen } } }
  }

  test('is recorded while the item is as it was shown', async () => {
    const { line, options } = await noChange()
    expect((await bot.tell(line, options)).ok).toBe(true)
  })

  test('shows the present and asks when the item has changed since', async () => {
    const { line, ref, options } = await noChange()
    await bot.say(`update ${ref} complete`)
    const reply = await bot.tell(line, options)
    expect(read(reply)).toContain(`${ref} changed after that was shown to you.`)
    expect(read(reply)).toMatch(/now: +✓ Complete/)
    expect(reply.waits).toBe(true)
    expect((await bot.tell('yes', OWNER)).message.summary).toBe(`Confirmed, no change: ${ref}.`)
  })

  test('of a card from before cards were marked asks as well', async () => {
    const { line, ref } = await noChange()
    await bot.say(`update ${ref} complete`)
    expect(await bot.tell(line, { ...OWNER, nonce: 'old' })).toMatchObject({ waits: true })
  })
})
