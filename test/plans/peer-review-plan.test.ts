import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, planFrom, type TestApp } from '../support/app.ts'
import { factsOf, itemsAt, partsOf, questionsOf, textsOf, titles } from './facts.ts'

const PLAN = 'data/plans/thurrock-peer-review-2017.yaml'

interface Facts {
  readonly action_plan: readonly {
    readonly number: number
    readonly title: string
    readonly actions: readonly {
      readonly title: string
      readonly timeframe: { readonly iso: string | null; readonly as_written: string }
      readonly status: string | null
      readonly leads: readonly string[]
    }[]
  }[]
  readonly lead_codes: readonly { readonly code: string; readonly role: string | null }[]
  readonly monitoring: readonly {
    readonly group: string
    readonly cadence: string
    readonly chair_role: string | null
  }[]
  readonly findings_for_development: readonly string[]
  readonly figures: readonly {
    readonly value: number
    readonly comparator?: readonly { readonly name: string; readonly value: number }[]
  }[]
}

const facts = factsOf<Facts>('send-peer-review-2017')
const plan = planFrom(PLAN)

/** The title of a lead's role; undefined where the papers give initials and no post. */
function titleOf(code: string): string | undefined {
  if (code === 'CaPa') return 'Parent carer forum'
  if (code === 'Family Information Service') return code
  return facts.lead_codes.find((lead) => lead.code === code)?.role ?? undefined
}

describe('figure by figure, the peer review plan agrees with the facts', () => {
  test('in fourteen recommendations without ratings', () => {
    expect(itemsAt(plan, 0).map(({ ref }) => ref)).toEqual(
      facts.action_plan.map(({ number }) => String(number)),
    )
    expect(itemsAt(plan, 0)).toHaveLength(14)
    expect(plan.scale.ratings).toEqual([])
  })

  test.each(facts.action_plan)('in recommendation $number', ({ number, title, actions }) => {
    const item = plan.items.find(({ ref }) => ref === String(number))
    if (!item) throw new Error(`no ${number}`)
    expect(item.title.toLowerCase()).toBe(
      title.replace(' (repeat)', '').replace('SEF', 'self-evaluation').toLowerCase(),
    )
    const leads = [...new Set(actions.flatMap((action) => action.leads.map(titleOf)))]
    expect(titles(plan, item.leads)).toEqual(leads.filter((lead) => lead !== undefined))
    const isUnnamed = leads.includes(undefined)
    expect(item.notes.some((note) => note.includes('printed as initials'))).toBe(isUnnamed)
    expect(item.due?.on).toBe(actions.find(({ timeframe }) => timeframe.iso)?.timeframe.iso)
    const parts = partsOf(plan, String(number))
    expect(parts.map((part) => part.title)).toEqual(
      actions.map((action) => action.title.replace(', in progress', '')),
    )
    for (const [index, { status }] of actions.entries()) {
      const state = { completed: 'complete', 'in place': 'complete', underway: 'in-progress' }[status ?? '']
      expect(parts[index]?.opening[0]?.state, String(number)).toBe(state)
    }
  })

  test('in the groups that watch it, the figures, and what the review found', () => {
    const groups = facts.monitoring.map(({ group, cadence, chair_role }) => [group, [cadence], chair_role])
    expect(
      plan.bodies.slice(0, 2).map(({ name, cadenceAsGiven, chair }) => [name, cadenceAsGiven, chair]),
    ).toEqual(groups)
    expect(plan.measures.map(({ value, comparators }) => [Number(value), comparators.length])).toEqual(
      facts.figures.map(({ value, comparator = [] }) => [value, comparator.length]),
    )
    expect(plan.findings).toHaveLength(facts.findings_for_development.length)
  })

  test('nobody’s initials are made into a post, and nothing is asked', () => {
    const initials = facts.lead_codes.map(({ code }) => code).filter((code) => /^[A-Z]{2,3}$/.test(code))
    expect(initials).toEqual(['MWT', 'RE', 'CM', 'HF', 'GT', 'AW'])
    const words = textsOf(plan).flatMap((text) => text.split(/[^\p{L}]+/u))
    expect(words.filter((word) => initials.includes(word))).toEqual([])
    expect(questionsOf(PLAN)).toEqual([])
  })
})

describe('linked items', () => {
  let bot: TestApp
  beforeAll(async () => {
    bot = await createTestApp({ plan: PLAN, now: new Date('2017-10-20T09:00:00Z') })
  })
  afterAll(() => bot.close())

  test('each shows how the other stands, in the words of the plan', async () => {
    expect(await bot.say('status 1')).toContain('Linked with 9: ◐ In progress\n')
    expect(await bot.say('status 9')).toContain('Linked with 1: ○ Not stated\n')
    expect(await bot.say('status 7')).toContain('Linked with 14: ○ Not stated\n')
    expect(await bot.say('status 14')).toContain('Linked with 7: ')
    expect(await bot.say('status 2')).not.toContain('Linked')
  })

  test('one tap says the same of the other, and then nothing is offered any more', async () => {
    const reply = await bot.tell('update 9 complete on 17 October 2017 three posts: agreed, 2 are filled', {
      as: 'SLIPEP',
    })
    const offered = buttonsOf(reply).find(({ label }) => label === 'Say the same of 1')
    expect(offered?.line).toBe('update 1: complete on 2017-10-17 note three posts: agreed, 2 are filled')
    const same = await bot.tell(offered?.line ?? '', { as: 'SLIPEP' })
    expect(same.items).toMatchObject([{ ref: '1', state: 'complete' }])
    expect(buttonsOf(same).map(({ label }) => label)).toEqual(['Undo'])
    const status = await bot.say('status 1')
    expect(status).toContain('✓ Complete on 17 Oct 2017')
    expect(status).toContain('three posts: agreed, 2 are filled')
  })

  test('a confirmation is offered as a confirmation, and nothing to whoever may not say it', async () => {
    await bot.say('update 14 in progress the form is agreed', { as: 'ISLSI' })
    await bot.say('update 7: in progress note another form', { as: 'ISLSI' })
    const confirmed = await bot.tell('confirm 7', { as: 'SLIPEP' })
    expect(buttonsOf(confirmed)).toContainEqual({ label: 'Say the same of 14', line: 'confirm 14' })
  })

  test('both said in one line leave nothing to offer', async () => {
    const both = await bot.tell('update 7, 14 in progress the framework is drafted', { as: 'SLIPEP' })
    expect(buttonsOf(both).map(({ label }) => label)).toEqual(['Undo'])
  })
})

function buttonsOf({ message }: Awaited<ReturnType<TestApp['tell']>>) {
  return message.blocks.flatMap((block) =>
    block.kind === 'buttons' ? block.buttons.map(({ label, line }) => ({ label, line })) : [],
  )
}
