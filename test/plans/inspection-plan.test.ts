import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, planFrom, type TestApp } from '../support/app.ts'
import { factsOf, itemsAt, partsOf, questionsOf, titles } from './facts.ts'

const PLAN = 'data/plans/thurrock-sif-2016.yaml'

interface Facts {
  readonly recommendations: readonly {
    readonly number: number
    readonly number_as_printed: string
    readonly title: string
    readonly text_complete_in_source: boolean
    readonly lead_roles: readonly string[]
    readonly score: number
    readonly update_april_2017: number
    readonly direction_of_travel: string | null
    readonly actions: readonly { readonly letter: string | null; readonly title: string | null }[]
    readonly owner_role: string | null
    readonly by_when: { readonly as_written: string | null; readonly dates: readonly string[] }
    readonly update_summary: string | null
    readonly action_progress: Readonly<Record<string, string>>
  }[]
  readonly governance: readonly { readonly role: string; readonly chair_role?: string }[]
  readonly covering_report_figures: readonly { readonly value: number | string }[]
}

const facts = factsOf<Facts>('sif-improvement-plan-2016')
const plan = planFrom(PLAN)
const recommendations = itemsAt(plan, 0)

describe('figure by figure, the inspection plan agrees with the facts', () => {
  test('in sixteen recommendations with forty-six actions', () => {
    expect(recommendations.map(({ ref }) => ref)).toEqual(
      facts.recommendations.map(({ number }) => String(number)),
    )
    expect(recommendations).toHaveLength(16)
    expect(itemsAt(plan, 1)).toHaveLength(facts.recommendations.flatMap(({ actions }) => actions).length)
    expect(plan.countedLevel).toBe(0)
  })

  test.each(facts.recommendations)('in recommendation $number', (told) => {
    const ref = String(told.number)
    const item = recommendations.find((each) => each.ref === ref)
    if (!item) throw new Error(`no ${ref}`)
    expect(item.title).toBe(
      told.text_complete_in_source ? told.title : `Recommendation ${ref} (text cut in the source)`,
    )
    expect(titles(plan, item.leads)).toEqual(told.lead_roles)
    expect(titles(plan, item.owners)).toEqual(told.owner_role === null ? [] : [told.owner_role])
    const [opening, ...more] = item.opening
    expect(more).toEqual([])
    expect(opening?.rating).toBe(String(told.score))
    expect(opening?.note).toContain(`Scored ${told.score}, and ${told.update_april_2017} in the update`)
    if (told.update_summary) expect(opening?.note).toContain(told.update_summary)
    expect(item.progress).toEqual(
      told.direction_of_travel === null
        ? []
        : [`Direction of travel since the last review: ${told.direction_of_travel.toLowerCase()}`],
    )
    const { as_written: printed, dates } = told.by_when
    expect(item.ongoing).toBe(printed === 'Ongoing')
    expect(item.due?.asGiven ?? null).toBe(dates.length === 0 ? null : printed)
    if (item.due) expect(item.due.on.startsWith(dates.at(-1) ?? '?')).toBe(true)
    const parts = partsOf(plan, ref)
    expect(parts).toHaveLength(told.actions.length)
    for (const [index, { letter, title }] of told.actions.entries()) {
      const part = parts[index]
      expect(part?.ref).toBe(letter === null ? `${ref}(${'i'.repeat(index + 1)})` : `${ref}${letter}`)
      if (title !== null) expect(part?.title).toBe(title.replace(' (rest of text lost)', ''))
      const progress = letter === null ? undefined : told.action_progress[letter]
      expect(part?.opening[0]?.note.toLowerCase()).toBe(progress?.toLowerCase())
      expect(part?.opening[0]?.state === 'complete').toBe(progress === 'completed')
    }
  })

  test('in the scale, which has 1 for achieved and 5 for a long way to go', () => {
    expect(plan.scale.order).toBe('best-first')
    const [worst, ...others] = plan.scale.ratings
    expect([worst, ...others].map((rating) => rating?.label)).toEqual(['5', '4', '3', '2', '1'])
    expect([worst?.definition, others.at(-1)?.definition]).toEqual(['A long way to go', 'Achieved'])
  })

  test('in who oversees, and in the figures of the covering report', () => {
    expect(plan.bodies.map(({ purpose }) => purpose).sort()).toEqual(
      facts.governance.map(({ role }) => role.replace('Checks all', 'Checks that all')).sort(),
    )
    expect(plan.bodies.flatMap(({ chair }) => chair ?? [])).toEqual(
      facts.governance.flatMap((body) => body.chair_role ?? []),
    )
    expect(plan.measures).toHaveLength(facts.covering_report_figures.length)
    for (const [index, { value }] of facts.covering_report_figures.entries())
      expect(String(value)).toContain(plan.measures[index]?.value)
  })

  test('nothing is asked about it but what the paper leaves open: dates, and which date is whose', () => {
    const asked = questionsOf(PLAN)
    const undated = facts.recommendations.filter(({ by_when: { dates } }) => dates.length === 0)
    for (const { number } of undated)
      expect(
        asked.some((text) => text.startsWith(`${number} `)),
        String(number),
      ).toBe(true)
    expect(asked.filter((text) => text.includes('not certain'))).toHaveLength(4)
    expect(asked).toHaveLength(undated.length + 4)
  })
})

describe('the inspection plan reads well', () => {
  let bot: TestApp
  beforeAll(async () => {
    bot = await createTestApp({ plan: PLAN, now: new Date('2017-09-20T09:00:00Z') })
  })
  afterAll(() => bot.close())

  test('in its status: nine are rated 1, five 2 and two 3', async () => {
    const text = await bot.say('status')
    expect(text).toContain('Of 16 recommendations:\n• 2 rated ◆ 3\n• 5 rated ● 2\n• 9 rated ★ 1\n')
    expect(text).toContain('4 overdue.')
    expect(text).not.toMatch(/signed off/)
  })

  test('in lists by number', async () => {
    expect(await bot.say('list 1')).toContain('9 of 16 recommendations: rated 1.')
    expect(await bot.say('list 2 and 3')).toContain('7 of 16 recommendations: 5 rated 2 and 2 rated 3.')
    expect(await bot.say('list 4')).toContain('None of 16 recommendations: rated 4.')
    expect(await bot.say('list complete')).toContain('9 of 16 recommendations: complete.')
  })

  test('a recommendation that is achieved is not late, and can be opened again', async () => {
    expect(await bot.say('overdue')).not.toMatch(/^(9|11) /m)
    expect(await bot.say('status 9')).toContain('★ 1\n')
    const { items } = await bot.tell('update 9: in progress note Timeliness fell again')
    expect(items).toMatchObject([{ ref: '9', state: 'in-progress' }])
    expect(await bot.say('overdue')).toMatch(/^9 /m)
    await bot.say('update 9: 1')
    expect(await bot.say('overdue')).not.toMatch(/^9 /m)
  })

  test('an organisation leads like a post, and is said to be one', async () => {
    expect(await bot.say('status 1')).toContain('Joint leads: SLPQBS, HROD')
    expect(await bot.say('owner 1')).toContain('(HR, OD and Transformation; an organisation)')
    expect(await bot.say('people')).toContain('HR, OD and Transformation; an organisation')
    expect(await bot.say('list HROD')).toContain('1 of 1 recommendation owned by HROD.')
  })
})
