import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, planFrom, type TestApp } from '../support/app.ts'
import { factsOf, itemsAt, partsOf, questionsOf, titles } from './facts.ts'

const SOUTHEND = 'data/plans/southend-peer-review-2021.yaml'
const FORWARD = 'data/plans/thurrock-forward-plan-2017.yaml'

describe('the commitments of the Cabinet report agree with the facts', () => {
  const facts = factsOf<{
    recommendation_count: number
    implementation_plan: { monitored_by: string; referred_to: string }
    commitments: readonly { id: string; title: string; theme: string | null; timescale: string | null }[]
  }>('southend-peer-review-2021')
  const plan = planFrom(SOUTHEND)

  test('in thirteen commitments of one level, none with a lead, a date or a position', () => {
    expect(plan.levels).toHaveLength(1)
    expect(plan.items.map(({ ref, title }) => [ref, title])).toEqual(
      facts.commitments.map(({ id, title }) => [id, title]),
    )
    expect(plan.items).toHaveLength(13)
    for (const item of plan.items)
      expect([item.leads, item.owners, item.due, item.opening], item.ref).toEqual([[], [], null, []])
  })

  test('in their themes and timescales', () => {
    for (const [index, { id, theme, timescale }] of facts.commitments.entries()) {
      const notes = plan.items[index]?.notes ?? []
      const themes = notes.filter((note) => note.startsWith('Theme: ')).map((note) => note.slice(7))
      expect(
        themes.map((each) => each.toLowerCase()),
        id,
      ).toEqual(theme ? [theme.toLowerCase()] : [])
      expect(
        notes.some((note) => note.startsWith('Timescale: ')),
        id,
      ).toBe(timescale !== null)
    }
  })

  test('in the fifteen recommendations whose texts are missing, and in the referral', async () => {
    const text = plan.notes.join('\n')
    expect(text).toContain(`makes ${facts.recommendation_count} recommendations`)
    expect(text).toContain(`Referred to the ${facts.implementation_plan.referred_to}`)
    expect(plan.bodies.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        `Southend ${facts.implementation_plan.monitored_by}`,
        `Southend ${facts.implementation_plan.referred_to}`,
      ]),
    )
  })

  test('nothing is asked but who and when, which the paper leaves open', () => {
    const other = questionsOf(SOUTHEND).filter(
      (text) => !/^S\d\d (has no owner|has no due date|is ongoing without a review date)/.test(text),
    )
    expect(other).toEqual([])
  })
})

describe('the forward plan agrees with the facts', () => {
  const facts = factsOf<{
    meetings: readonly {
      date: string
      items: readonly { topic: string; lead: string | null; lead_kind: string | null }[]
    }[]
  }>('committee-work-programme-2017')
  const plan = planFrom(FORWARD)

  test('in four meetings with twenty-eight reports, each due on its meeting’s day', () => {
    expect(itemsAt(plan, 0)).toHaveLength(facts.meetings.length)
    expect(itemsAt(plan, 1)).toHaveLength(28)
    const [committee] = plan.bodies
    expect(committee?.cadence[0]?.days).toEqual(facts.meetings.map(({ date }) => date))
    for (const [index, { date, items }] of facts.meetings.entries()) {
      const reports = partsOf(plan, String(index + 1))
      expect(reports.map(({ due }) => due?.on)).toEqual(items.map(() => date))
      expect(reports.map(({ title }) => title)).toEqual(
        items.map(({ topic }) => topic.replace(' (to be confirmed)', '')),
      )
      expect(reports.map(({ leads }) => titles(plan, leads).join(' / '))).toEqual(
        items.map(({ lead, lead_kind }) => (lead_kind === 'initials' ? '' : (lead ?? ''))),
      )
    }
  })

  test('the one organisation is one, and only reports without a post are asked about', () => {
    expect(plan.organisations).toEqual([{ code: 'NELFT' }])
    const unled = itemsAt(plan, 1).filter(({ leads }) => leads.length === 0)
    expect(questionsOf(FORWARD)).toEqual(unled.map(({ ref }) => `${ref} has no owner: who answers for it?`))
  })
})

describe('a plan of one level, and one of groups that are not rated, read well', () => {
  let southend: TestApp
  let forward: TestApp
  beforeAll(async () => {
    southend = await createTestApp({ plan: SOUTHEND, now: new Date('2022-01-12T09:00:00Z') })
    forward = await createTestApp({ plan: FORWARD, now: new Date('2017-11-20T09:00:00Z') })
  })
  afterAll(async () => {
    await southend.close()
    await forward.close()
  })

  test('status has no column for parts where there are none', async () => {
    const text = await southend.say('status')
    expect(text).toContain('Of 13 commitments:\n• 13 ○ Not stated\n\n0 overdue.\n')
    expect(text).not.toMatch(/0 of 1\b/)
    expect(text).toMatch(/^Item +What +Position +Due +Days late$/m)
    expect(await southend.say('status S01')).toContain('Owner: nobody\n')
    expect(await southend.say('list complete')).toContain('None of 13 commitments: complete.')
  })

  test('a group lists what is in it', async () => {
    const text = await forward.say('status sitting 3')
    expect(text).toContain('Of 8 reports:')
    for (const ref of ['3.1', '3.8']) expect(text).toMatch(new RegExp(`^${ref} `, 'm'))
    expect(await forward.say('status')).toContain(
      'None is known to be overdue; 12 are past their date, position not stated.',
    )
  })

  test('about tells the source, the boards and the remarks of the file', async () => {
    const text = await southend.say('about')
    expect(text).toContain('Referred to the People Scrutiny Committee')
    expect(text).toContain('Version: Cabinet report of 13 January 2022')
    expect(text).toContain('Southend People Scrutiny Committee')
  })
})
