import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import type { Schema } from '../../data/schema.ts'
import { createTestApp, planFrom, type TestApp, TINY } from '../support/app.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(() => bot.close())

describe('what tells of one child', () => {
  test.each([
    'update A5(h) amber waiting for 943 476 5919',
    'update A5(h) amber waiting for B801200005001',
    'evidence A5(h) Jamie Example, born 3 March 2012',
    'A5(h) is amber, 943-476-5919 is waiting',
    'tell coordinator ９４３ ４７６ ５９１９ moved school',
    'what about 943 476 5919?',
    'link me as 943 476 5919',
  ])('is refused, not said back and stored nowhere: %s', async (line) => {
    for (const as of ['SLBI', 'stranger']) {
      const { ok, error, message } = await bot.tell(line, { as, key: line + as })
      // A stranger's line is read only if they ask to be linked.
      const isRead = as !== 'stranger' || line.startsWith('link me')
      expect({ as, ok, code: error?.code }).toEqual({ as, ok: false, code: isRead ? 'invalid' : 'refused' })
      if (isRead) expect(message.summary).toContain('nothing was stored')
      expect(JSON.stringify(message)).not.toMatch(/5919|B8012|Jamie/)
    }
    expect(await everythingStored(bot)).not.toMatch(/5919|５９１９|B8012|Jamie/)
  })

  test('is refused in a form, in whichever field it is', async () => {
    const form = {
      command: 'update',
      arguments: { refs: ['A5(h)'], rating: 'amber', also: [{ refs: ['A5(h)'], note: '943 476 5919' }] },
    }
    expect((await bot.tell(form, { as: 'SLBI' })).error?.code).toBe('invalid')
    expect(await everythingStored(bot)).not.toContain('5919')
  })

  test('is refused as the answer to a question', async () => {
    await bot.say('update A5(h) red', { as: 'SLBI' })
    expect((await bot.tell('943 476 5919 is waiting', { as: 'SLBI' })).ok).toBe(false)
    expect(await everythingStored(bot)).not.toContain('5919')
  })
})

describe('what a platform tells of a person or a channel is not stored if it identifies a child:', () => {
  const NUMBER = '943 476 5919'

  test('the name and the e-mail of a profile', async () => {
    for (const [index, profile] of [
      { name: `Jamie ${NUMBER}`, email: null },
      { name: 'Jamie', email: '9434765919@example.org' },
      { name: 'Jamie Example, b. 12 March 2012', email: null },
    ].entries()) {
      const from = { userId: `U${index}`, profile }
      const reply = await bot.tell('link me as SLBI', { from, key: `link-${index}` })
      expect(reply.ok).toBe(true)
    }
    expect(await everythingStored(bot)).not.toMatch(/5919|Jamie/)
    expect(await bot.say('links')).toContain('U0')
  })

  test('the name of a channel', async () => {
    const from = { isPrivate: false, conversationName: `case ${NUMBER}` }
    expect(await bot.say('bind board', { from, conversation: 'C1' })).not.toContain('5919')
    expect(await everythingStored(bot)).not.toContain('5919')
  })
})

/** Every row of every table. */
async function everythingStored({ db }: TestApp): Promise<string> {
  const tables = await db.introspection.getTables()
  const rows = await Promise.all(
    tables.map(({ name }) =>
      db
        .selectFrom(name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof Schema)
        .selectAll()
        .execute(),
    ),
  )
  return JSON.stringify(rows)
}

const CHANNEL = { isPrivate: false } as const

describe('in a channel', () => {
  test('an answer can be shared, that answer and no later one; in private it needs no button', async () => {
    const { message } = await bot.tell('overdue B', { from: CHANNEL })
    expect(message.blocks.at(-1)).toEqual({
      kind: 'buttons',
      buttons: [{ label: 'Share here', line: 'share answer overdue B' }],
    })
    await bot.tell('status', { from: CHANNEL })
    const shared = await bot.tell('share answer overdue B', { from: CHANNEL })
    expect(shared).toMatchObject({ ok: true, shared: true })
    expect(shared.message.summary).toBe(message.summary)
    expect(JSON.stringify(shared.message)).not.toContain('Share here')
    expect(JSON.stringify((await bot.tell('overdue B')).message)).not.toContain('Share here')
  })

  test('where all read every answer, there is nothing to share and nothing to tell beside it', async () => {
    const open = { from: { isPrivate: false, isOpen: true } }
    expect(JSON.stringify((await bot.tell('overdue B', open)).message)).not.toContain('Share here')
    const { ok, notice } = await bot.tell('update A5(h) red all of them slipped', { as: 'SLBI', ...open })
    expect([ok, notice]).toEqual([true, undefined])
    await bot.tell('undo', { as: 'SLBI' })
  })

  test('nothing but an answer can be shared', async () => {
    for (const line of ['share answer update C2 red x y', 'share answer share answer undo']) {
      expect((await bot.tell(line, { from: CHANNEL })).ok).toBe(false)
    }
    expect(await bot.say('history C2')).not.toContain('x y')
  })

  test('an update is told to the others in one line, without its note, where the plan wants that', async () => {
    await bot.say('bind board', { from: CHANNEL })
    const { notice } = await bot.tell('update A5(h) red all of them slipped', { as: 'SLBI', from: CHANNEL })
    expect(notice?.summary).toBe('SLBI updated: A5(h) Amber → Red.')
    expect((await bot.tell('undo', { as: 'SLBI', from: CHANNEL })).notice?.summary).toBe(
      'SLBI took back what was said: A5(h) is Amber again, as on 1 Nov 2020.',
    )
    expect((await bot.tell('update A5(h) amber x y', { as: 'SLBI' })).notice).toBeUndefined()
    const quiet = await createTestApp({ plan: TINY })
    const reply = await quiet.tell('update 1.1.1 late the boxes are wet', { from: CHANNEL })
    expect(reply).toMatchObject({ ok: true })
    expect(reply.notice).toBeUndefined()
    await quiet.close()
  })

  test('a channel without a board of the plan is told of no update', async () => {
    const library = { ...planFrom(TINY), short: 'library' }
    await importPlan(bot.db, library, { now: bot.now(), today: '2020-11-24' })
    const heads = { as: 'harbour-library/coordinator', conversation: 'library', from: CHANNEL }
    expect(await bot.say('bind steering', heads)).toContain('Recorded: the Steering Group')
    for (const conversation of ['nobody’s', 'library']) {
      const said = { as: 'SLBI', conversation, from: CHANNEL }
      const { ok, notice } = await bot.tell('update A5(h) red all of them slipped', said)
      expect([conversation, ok, notice]).toEqual([conversation, true, undefined])
      await bot.tell('undo', { as: 'SLBI' })
    }
  })
})
