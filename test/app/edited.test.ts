import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestApp, read, type TestApp } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

const AS = { as: 'SLSPPEP' }
const say = (words: string, message = 'm1') => bot.tell(words, { ...AS, from: { message } })
const edit = (words: string, message = 'm1') => bot.tell(words, { ...AS, from: { message, isEdited: true } })
const rating = async (ref: string) => (await bot.tell(`status ${ref}`)).items[0]?.rating
const recorded = async () =>
  (await bot.db.selectFrom('updates').select('id').where('kind', '!=', 'import').execute()).length

describe('a message that is edited', () => {
  test('is offered as a correction of the entry that it had recorded, and changes nothing before a yes', async () => {
    await say('B5(a) red two to sign')
    const reply = await edit('B5(a) green two to sign')
    expect(reply.waits).toBe(true)
    expect(read(reply)).toContain('You edited a message. Of it I have: B5(a) Amber → Red.')
    expect(await rating('B5(a)')).toBe('red')
    await bot.tell('yes', AS)
    expect(await rating('B5(a)')).toBe('green')
    const [last] = await bot.db.selectFrom('updates').selectAll().orderBy('id', 'desc').limit(1).execute()
    expect(last?.correctsId).not.toBeNull()
  })

  test('about another item takes the first one back', async () => {
    await say('B5(a) red two to sign')
    await edit('B5(c) red two to sign')
    const reply = await bot.tell('yes', AS)
    expect(read(reply)).toContain('Taken back: B5(a)')
    expect([await rating('B5(a)'), await rating('B5(c)')]).toEqual(['amber', 'red'])
  })

  test('about several items takes the place of all that it had recorded', async () => {
    await say('B5(a) red; B5(c) red')
    await edit('B5(a) green; B5(c) amber')
    await bot.tell('yes', AS)
    expect([await rating('B5(a)'), await rating('B5(c)')]).toEqual(['green', 'amber'])
    const undone = await bot.db.selectFrom('updates').select('id').where('kind', '=', 'undo').execute()
    expect(undone).toHaveLength(2)
  })

  test('with another date is another request', async () => {
    await say('revise B3(a) to 26 March 2021 because the printers closed')
    await edit('revise B3(a) to 27 March 2021 because the printers closed')
    await bot.tell('yes', AS)
    const open = await bot.db
      .selectFrom('requests')
      .select(['toDay'])
      .where('state', '=', 'pending')
      .execute()
    expect(open).toEqual([{ toDay: '2021-03-27' }])
  })

  test('that was an answer corrects what it had completed', async () => {
    await say('revise B3(a) to 26 March 2021', 'm1')
    await say('the printers closed', 'm2')
    expect(read(await edit('the printers shut down', 'm2'))).toContain('Of it I have: R1')
    await bot.tell('yes', AS)
    const [open] = await bot.db
      .selectFrom('requests')
      .select('reason')
      .where('state', '=', 'pending')
      .execute()
    expect(open?.reason).toBe('the printers shut down')
  })

  test('into words that change nothing leaves what was recorded, and says so', async () => {
    await say('B5(a) red two to sign')
    expect(read(await edit('hello all, see you at the fair'))).toContain('that stays as it is')
    expect(await rating('B5(a)')).toBe('red')
  })

  test.each(['B5(a) red two to sign', 'B5(a) red  two to sign'])(
    'into the same says nothing: %s',
    async (words) => {
      await say('B5(a) red two to sign')
      expect(await edit(words)).toMatchObject({ isSilent: true })
    },
  )

  test('of which nothing is known is asked about before it changes anything', async () => {
    await say('B5(a) purpel and so on')
    const before = await recorded()
    expect(await edit('B5(a) red two to sign')).toMatchObject({ waits: true })
    expect(await recorded()).toBe(before)
    await bot.tell('yes', AS)
    expect(await rating('B5(a)')).toBe('red')
  })

  test('after it was taken back is read as new', async () => {
    await say('B5(a) red two to sign')
    await bot.tell('undo', AS)
    expect(read(await edit('B5(a) green two to sign'))).toContain('Shall I record this')
  })

  test('and was small talk stays without an answer', async () => {
    await say('thanks')
    expect(await edit('thanks, all')).toMatchObject({ isSilent: true })
  })

  test('after something else was recorded takes nothing of that back', async () => {
    await say('B5(a) red two to sign', 'm1')
    await say('B5(c) amber', 'm2')
    await edit('B4(a) red two to sign', 'm1')
    await bot.tell('yes', AS)
    expect([await rating('B5(c)'), await rating('B4(a)')]).toEqual(['amber', 'red'])
  })
})
