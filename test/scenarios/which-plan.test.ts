import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import type { Block } from '../../src/message.ts'
import type { Reply } from '../../src/platform.ts'
import { createTestApp, planFrom, type TestApp, TINY } from '../support/app.ts'

const SAMPLE_TITLE = 'Thurrock SEND Written Statement of Action'
const LIBRARY = { ...planFrom(TINY), short: 'library' }

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await importPlan(bot.db, LIBRARY, { now: bot.now(), today: '2020-11-24' })
})
afterEach(() => bot.close())

/** The plan that an answer is about, by its small print. */
async function planOf(line: string, conversation = 'test'): Promise<string | undefined> {
  return (await bot.say(line, { conversation })).match(/^In: (.*)\.$/m)?.[1]
}

function buttonsOf({ message }: Reply): readonly string[] {
  return message.blocks.flatMap((block: Block) => {
    if (block.kind === 'buttons') return block.buttons.map(({ line }) => line)
    return block.kind === 'choices' ? block.choices.map(({ line }) => line) : []
  })
}

describe('for somebody with a part in two plans', () => {
  test('a reference that one plan has means that plan, in a command and in words', async () => {
    expect(await planOf('status C2')).toBe(SAMPLE_TITLE)
    expect(await planOf('who owns 1.1.1?')).toBe(LIBRARY.title)
    expect(await planOf('C2 is red, the backlog grew')).toBe(SAMPLE_TITLE)
    expect(await planOf('update 1.1.1 slipping no caretaker')).toBe(LIBRARY.title)
  })

  test('a name says which, where the line begins or ends', async () => {
    expect(await planOf('library: overdue')).toBe(LIBRARY.title)
    expect(await planOf('overdue in thurrock-wsoa-2019')).toBe(SAMPLE_TITLE)
    expect(await planOf('what is overdue in the harbour library plan?')).toBe(LIBRARY.title)
  })

  test('a name that ends a note stays in it, and still says which plan', async () => {
    const said = await bot.say('update 1.1.1 stalled no money for it in the harbour library plan')
    expect(said).toContain('Note: “no money for it in the harbour library plan”')
  })

  test('what the conversation is about stays until something else is spoken of', async () => {
    await bot.say('status 1.1.1')
    expect(await planOf('overdue')).toBe(LIBRARY.title)
    await bot.say('status C2')
    expect(await planOf('overdue')).toBe(SAMPLE_TITLE)
  })

  test('a question without any plan is asked back, and a number, a name or a button chooses', async () => {
    for (const chosen of ['2', 'library', 'in library status']) {
      const asked = await bot.tell('status', { conversation: chosen })
      expect(asked).toMatchObject({ ok: false, waits: true })
      expect(buttonsOf(asked)).toEqual(['in thurrock-wsoa-2019 status', 'in library status', 'in all status'])
      expect(await bot.say(chosen, { conversation: chosen })).toContain('Of 5 tasks in 3 objectives')
    }
  })

  test('what it was asked of is let go when something else is said', async () => {
    await bot.say('status')
    await bot.say('hello')
    expect(await bot.say('2')).not.toContain('Of 5 tasks')
  })

  test('a conversation can be bound to a plan; what that plan has not is then asked about', async () => {
    expect(await bot.say('plan library')).toContain(`about the ${LIBRARY.title} from now on`)
    expect(await planOf('overdue')).toBe(LIBRARY.title)
    const asked = await bot.tell('update C2 red the backlog grew')
    expect(asked.message.summary).toBe(
      `The ${LIBRARY.title} has nothing of that name. Which plan is that about?`,
    )
    expect(await bot.say('1')).toContain('Recorded: C2 ◆ Amber → ▲ Red')
    await bot.say('plan any')
    expect((await bot.tell('status')).waits).toBe(true)
    expect((await bot.tell('plan nowhere')).error?.text).toContain(
      'one of your plans: thurrock-wsoa-2019 or library',
    )
  })

  test('several plans in one line are taken for none', async () => {
    const { error } = await bot.tell('C2 is amber, still waiting. 1.1.1 is slipping, no caretaker')
    expect(error?.text).toContain('That speaks of several plans at once, so nothing was recorded.')
  })

  test('buttons and forms carry their plan, wherever they are pressed', async () => {
    const receipt = await bot.tell('update 1.1.1 stalled nothing moves')
    expect(buttonsOf(receipt)).toContain('in library undo')
    await bot.say('status C2')
    expect(await bot.say('in library undo')).toContain('Taken back: 1.1.1')
    const form = await bot.tell('update 1.1.1')
    const block = form.message.blocks.find(({ kind }) => kind === 'form')
    expect(block).toMatchObject({ adds: { plan: 'library' } })
    await bot.say('status C2', { conversation: 'elsewhere' })
    const settled = block?.kind === 'form' ? block.settled : {}
    const filled = { ...settled, rating: '5', note: 'nothing moves', plan: 'library' }
    const told = await bot.tell({ command: 'update', arguments: filled }, { conversation: 'elsewhere' })
    expect(told.message.summary).toContain('1.1.1 Slipping → Stalled')
  })

  test('undo takes back the latest entry in any plan, and names it', async () => {
    await bot.say('update 1.1.1 stalled nothing moves')
    await bot.say('update C2 red the backlog grew')
    expect(await bot.say('undo', { conversation: 'a' })).toMatch(/Taken back: C2[\s\S]*In: Thurrock/)
    expect(await bot.say('undo', { conversation: 'a' })).toMatch(/Taken back: 1\.1\.1[\s\S]*In: Harbour/)
  })

  test('a request is found by its number in any plan', async () => {
    await bot.say('revise 1.1.1 to 5 January 2021 because of the roof')
    await bot.say('status C2')
    expect(await planOf('withdraw R1')).toBe(LIBRARY.title)
  })

  test('“action 3” is an item where a plan counts actions, though another plan has an action arising of that number', async () => {
    const numbered = {
      ...LIBRARY,
      code: 'numbered',
      short: 'rec',
      title: 'Numbered Actions',
      levels: [{ word: 'action', plural: 'actions' }],
      countedLevel: 0,
      items: LIBRARY.items
        .filter(({ level }) => level === 0)
        .map((item, at) => ({ ...item, ref: String(at + 1) })),
    }
    await importPlan(bot.db, numbered, { now: bot.now(), today: '2020-11-24', answers: new Map() })
    const added = await bot.say('in library action add steering-group HEAD by 15 January 2021 paint the door')
    expect(added).toContain('Recorded')
    await bot.say('plan rec', { conversation: 'fresh' })
    expect(await bot.say('action 1 is slipping, no paint', { conversation: 'fresh' })).toContain(
      'Recorded: 1 ',
    )
  })

  test.each(['mine', 'due', 'requests', 'decisions', 'overdue in all', 'in all: status'])(
    '“%s” speaks of each plan under its title, and adds nothing up',
    async (line) => {
      const said = await bot.say(line)
      expect(said.indexOf(SAMPLE_TITLE)).toBe(0)
      expect(said.indexOf(LIBRARY.title)).toBeGreaterThan(0)
    },
  )

  test('some of them can be named', async () => {
    const said = await bot.say('what is overdue in library and thurrock-wsoa-2019?')
    expect(said).toMatch(/13 of 63 sub-actions are overdue[\s\S]*1 of 5 tasks is overdue/)
  })

  test('nothing is changed in several plans at once', async () => {
    expect((await bot.tell('in all update C2 red the backlog grew')).error?.text).toContain(
      'Say it plan by plan',
    )
  })

  test('the plans are listed with what to say', async () => {
    const said = await bot.say('plans')
    expect(said).toMatch(/Thurrock SEND Written Statement of Action +thurrock-wsoa-2019 +78/)
    expect(said).toMatch(/Harbour Library Renewal +library +10/)
  })
})

describe('in a channel', () => {
  const GROUP = {
    platform: 'teams',
    tenant: 'T',
    userId: 'sam',
    conversation: 'C1',
    isPrivate: false,
    isOpen: true,
  }
  beforeEach(async () => {
    await bot.say('link me as the coordinator', { from: GROUP })
    await bot.say('link confirm 1 as coordinator')
    await bot.say('in library assign coordinator the-coordinator')
    await bot.say('in library bind steering-group', { from: GROUP })
  })

  test('only the plans of the boards that it is bound to are meant', async () => {
    expect(await bot.say('status', { from: GROUP })).toContain('Of 5 tasks in 3 objectives')
    for (const line of ['status C2', 'in thurrock-wsoa-2019 status']) {
      const { error } = await bot.tell(line, { from: GROUP })
      expect(error?.text).toContain(`This channel is about ${LIBRARY.title}, and others read it.`)
    }
    await bot.say('link me as SLSESEND', { from: { ...GROUP, userId: 'kim' } })
    await bot.say('link confirm 2 as SLSESEND')
    const { error } = await bot.tell('status', { from: { ...GROUP, userId: 'kim' } })
    expect(error?.text).toContain('This channel is about plans of other boards, and others read it.')
    const unseen = { ...GROUP, isOpen: false }
    expect(await bot.say('status C2', { from: unseen })).toContain('Rework annual review process')
  })
})

test('a stranger is proposed to the coordinator of the plan that has their post', async () => {
  const from = { platform: 'slack', tenant: 'T1', userId: 'U9' }
  await bot.say('assign coordinator new Kim Example', { as: 'harbour-library/coordinator' })
  await bot.say('link me as HEAD', { from })
  await bot.say('link me as coordinator in library', { from: { ...from, userId: 'U8' } })
  const told = await bot.db
    .selectFrom('deliveries')
    .innerJoin('people', 'people.id', 'deliveries.personId')
    .select(['people.name', 'deliveries.kind'])
    .where('deliveries.payload', 'like', '%asks to be linked%')
    .execute()
  expect(told).toEqual([
    { name: 'Kim Example', kind: 'notice' },
    { name: 'Kim Example', kind: 'notice' },
  ])
})

describe('of a plan that is over', () => {
  test('nothing is meant that goes on elsewhere, and what it alone has is found', async () => {
    const over = { ...LIBRARY, version: '4', ended: { on: '2020-11-01', asGiven: undefined } }
    await importPlan(bot.db, over as typeof LIBRARY, { now: bot.now(), today: '2020-11-24' })
    const said = await bot.say('status')
    expect(said).toContain('Of 63 sub-actions')
    expect(said).not.toContain('In: ')
    expect(await planOf('status 1.1.1')).toBe(LIBRARY.title)
    expect(await bot.say('mine')).not.toContain(LIBRARY.title)
  })
})

describe('a line for the channel about an update', () => {
  const NOTED = { ...LIBRARY, policies: { ...LIBRARY.policies, channelNotice: true } }
  const from = { conversation: 'C1', conversationName: '#board', isPrivate: false } as const

  beforeEach(async () => {
    await bot.close()
    bot = await createTestApp()
    await importPlan(bot.db, NOTED, { now: bot.now(), today: '2020-11-24' })
  })

  test('is for a channel that is bound to a board of that plan, and for no other', async () => {
    const updates = async () => {
      const sample = await bot.tell('update A5(h) red all of them slipped', { from })
      const library = await bot.tell('update 1.1.1 late the boxes are wet', { from })
      expect([sample.ok, library.ok]).toEqual([true, true])
      return [sample, library].map(({ notice }) => notice?.summary.replace(/:.*/, ''))
    }
    expect(await updates()).toEqual([undefined, undefined])
    await bot.say('in thurrock-wsoa-2019 bind board', { from })
    bot.later({ minutes: 5 })
    expect(await updates()).toEqual(['The coordinator updated', undefined])
    await bot.say('unbind 1')
    const { bodies } = LIBRARY
    await bot.say(`in library bind ${bodies[0]?.code}`, { from })
    bot.later({ minutes: 5 })
    expect(await updates()).toEqual([undefined, 'The coordinator updated'])
    await bot.say('in thurrock-wsoa-2019 bind board', { from })
    bot.later({ minutes: 5 })
    expect(await updates()).toEqual([SAMPLE_TITLE, LIBRARY.title])
  })
})
