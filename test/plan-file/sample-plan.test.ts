import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readItemStatuses, readRevisions } from '../../data/item-status.ts'
import { beginsAt, listMeetings } from '../../data/meetings.ts'
import { loadPlan, type PlanModel } from '../../data/plans.ts'
import { readHistory, type Update } from '../../data/updates.ts'
import type { ItemStatus, Revision } from '../../src/domain/item-status.ts'
import type { Item } from '../../src/domain/plan.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, FIRST_MORNING, SAMPLE, type TestApp } from '../support/app.ts'

let bot: TestApp
let model: PlanModel
let statuses: ReadonlyMap<number, ItemStatus>
let revisions: ReadonlyMap<number, readonly Revision[]>
let said: ReadonlyMap<number, readonly Update[]>

beforeAll(async () => {
  bot = await createTestApp()
  model = await loadPlan(bot.db)
  statuses = await readItemStatuses(bot.db, model, { today: '2020-11-24' })
  revisions = await readRevisions(bot.db, model.plan.id)
  const updates = await readHistory(bot.db, model.plan.id, {
    itemIds: model.items.map(({ id }) => id),
    limit: 1_000,
  })
  said = new Map(
    model.items.map(({ id }) => [id, updates.filter(({ itemId }) => itemId === id).toReversed()]),
  )
})
afterAll(() => bot.close())

describe('by itself', () => {
  test('it holds 3 areas, 12 actions and 63 sub-actions', () => {
    expect(atLevel(0).map(({ ref }) => ref)).toEqual(['A', 'B', 'C'])
    expect(atLevel(1).map(({ ref }) => ref)).toEqual([
      ...['A1', 'A2', 'A3', 'A4', 'A5'],
      ...['B1', 'B2', 'B3', 'B4', 'B5'],
      ...['C1', 'C2'],
    ])
    expect(atLevel(2)).toHaveLength(63)
  })

  test('of 63 sub-actions 33 are complete, 4 red, 10 amber, 1 green and 15 not rated', () => {
    const groups = atLevel(2).map((item) => {
      const { state, rating } = statusOf(item).position
      return state === 'complete' ? 'complete' : (rating?.code ?? 'not rated')
    })
    const size = (group: string) => groups.filter((each) => each === group).length
    expect(['complete', 'red', 'amber', 'green', 'not rated'].map(size)).toEqual([33, 4, 10, 1, 15])
  })

  test('13 sub-actions are known to be late on 24 November 2020, and 8 may be', async () => {
    const { items } = await bot.tell('overdue')
    const late = items.filter(({ positionStated }) => positionStated).map(({ ref }) => ref)
    const unknown = items.filter(({ positionStated }) => !positionStated).map(({ ref }) => ref)
    expect(late).toEqual([
      ...['C1(c)', 'A2(c)', 'B2(b)', 'B5(a)', 'B4(a)', 'B4(c)', 'B5(c)'],
      ...['B1(b)', 'B1(c)', 'A2(e)', 'A2(f)', 'B2(a)', 'B5(b)'],
    ])
    expect(unknown).toEqual(['C2(b)', 'C2(i)', 'C2(e)', 'C2(c)', 'C2(f)', 'C2(g)', 'C2(h)', 'C2(d)'])
  })

  test('nothing in it is signed off, and no completion has a day that the source does not give', () => {
    for (const { position } of statuses.values()) {
      expect(position.signedOff, position.item.ref).toBe(false)
      expect(position.completedOn, position.item.ref).toBeNull()
      expect(position.rating?.final ?? false, position.item.ref).toBe(false)
    }
  })

  test.each(['operational-group', 'improvement-board'])(
    'the %s has met before the first morning and will meet again, on days marked illustrative',
    async (code) => {
      const body = model.bodies.find((each) => each.code === code)
      expect(body?.illustrative).toBe(true)
      const meetings = await listMeetings(bot.db, model.plan.id, { bodyId: body?.id })
      const held = meetings.filter((meeting) => beginsAt(meeting, 'Europe/London') < FIRST_MORNING)
      expect(held.length).toBeGreaterThan(0)
      expect(meetings.length).toBeGreaterThan(held.length)
      expect(meetings.every(({ state }) => state === 'planned')).toBe(true)
    },
  )

  test('no other body has a calendar', async () => {
    const sitting = new Set((await listMeetings(bot.db, model.plan.id)).map(({ bodyId }) => bodyId))
    expect(model.bodies.filter(({ id }) => sitting.has(id)).map(({ code }) => code)).toEqual([
      'operational-group',
      'improvement-board',
    ])
  })

  test('owners are role codes, and everyone in it is called by a role', async () => {
    const codes = new Set(model.roles.filter(({ kind }) => kind === 'officer').map(({ code }) => code))
    const owners = model.items.flatMap((item) => item.owners)
    expect(owners.filter((owner) => !codes.has(owner) || !/^[A-Z0-9]+$/.test(owner))).toEqual([])
    const people = await bot.db.selectFrom('people').select(['code', 'name']).execute()
    const offices = people.filter(({ code, name }) => !codes.has(code) || name !== code)
    expect(offices.map(({ name }) => name).filter((name) => !/^the [a-z]/.test(name))).toEqual([])
    const { email } = await bot.db
      .selectFrom('people')
      .select((count) => count.fn.count('email').as('email'))
      .executeTakeFirstOrThrow()
    expect(Number(email)).toBe(0)
    expect(readFileSync(projectFile(SAMPLE), 'utf8')).not.toMatch(/\b(Mr|Mrs|Ms|Miss|Dr|Cllr)\b\.? /)
  })
})

const FACTS = projectFile('test/fixtures/wsoa-thurrock-2019.json')

describe('figure by figure, it agrees with the facts', () => {
  const facts = JSON.parse(readFileSync(FACTS, 'utf8')) as Facts

  test('in the areas of concern', () => {
    expect(
      atLevel(0).map(({ ref: code, title, details: { aims, indicators, method } }) => ({
        ...{ code, title, aims, indicators },
        ...(method === undefined ? {} : { method }),
      })),
    ).toEqual(
      facts.areas.map(({ id, title, aims, kpis, method }) => ({
        code: id,
        title,
        aims,
        indicators: kpis,
        ...(method === null ? {} : { method }),
      })),
    )
  })

  test('in the actions, which have neither lead nor date', () => {
    expect(
      atLevel(1).map(({ ref, title, parentId, leads, owners, due, details }) => ({
        ...{ ref, title, area: refById(parentId), leads, owners, due },
        outcomes: details.outcomes,
        progress: details.progress,
      })),
    ).toEqual(
      facts.areas.flatMap((area) =>
        area.actions.map(({ id, title, expected_outcomes, update, progress_points }) => ({
          ...{ ref: id, title, area: area.id, leads: [], owners: [], due: null },
          outcomes: expected_outcomes,
          progress: [update.summary, ...progress_points],
        })),
      ),
    )
  })

  describe.each(facts.areas.flatMap(({ actions }) => actions))('in $id:', (action) => {
    const parts = () => {
      const id = itemNamed(action.id).id
      return atLevel(2).filter(({ parentId }) => parentId === id)
    }

    test('titles and owners', () => {
      expect(parts().map(({ ref, title, owners }) => ({ ref, title, owners }))).toEqual(
        action.sub_actions.map(({ id, title, owners }) => ({ ref: refOf(id), title, owners })),
      )
    })

    test('original dates, a month read as its last day and shown as printed', () => {
      expect(parts().map(({ due, ongoing, start, review }) => ({ due, ongoing, start, review }))).toEqual(
        action.sub_actions.map(({ original_date: printed }) => ({
          due: printed.iso === null ? null : dayOf(printed),
          ongoing: printed.iso === null && printed.as_written === 'Ongoing',
          start: null,
          review: null,
        })),
      )
    })

    test('revised dates, with where they are printed and whether they are revisions at all', () => {
      expect(
        parts().map(({ id }) =>
          (revisions.get(id) ?? []).map(({ due, basis, ambiguous, note }) => ({
            due,
            basis,
            ambiguous,
            note,
          })),
        ),
      ).toEqual(
        action.sub_actions.map(({ revised_dates }) =>
          revised_dates.map(({ source, scope, ambiguous = false, ...printed }) => ({
            due: dayOf(printed),
            basis: 'printed',
            ambiguous,
            note: scope === undefined ? null : expect.stringContaining(scope),
            ...(source === 'narrative' && { note: `from the narrative, not the date cell: ${scope}` }),
          })),
        ),
      )
    })

    test('the date in force is the last one printed', () => {
      expect(parts().map((item) => statusOf(item).due.current)).toEqual(
        action.sub_actions.map(({ original_date, revised_dates }) => {
          const latest = revised_dates.at(-1) ?? original_date
          return latest.iso === null ? null : dayOf(latest)
        }),
      )
    })

    test('how sure it is that a date belongs to its line', () => {
      expect(parts().map(({ details }) => details.certainty)).toEqual(
        action.sub_actions.map(({ match, uncertain, uncertain_reason: reason, alternatives }) => ({
          match,
          uncertain,
          ...(reason === null ? {} : { reason }),
          alternatives: alternatives ?? [],
        })),
      )
    })

    test('dated aspects inside a sub-action', () => {
      expect(parts().map(({ details }) => details.aspects)).toEqual(
        action.sub_actions.map(({ aspects = [] }) =>
          aspects.map((aspect) => ({
            ref: aspect.id.replace(/^(..)(.)/, '$1($2)'),
            title: aspect.title,
            due: dayOf(aspect.original_date),
            state: aspect.status,
            basis: aspect.status_basis,
            uncertain: aspect.uncertain,
            ...(aspect.uncertain_reason === null ? {} : { reason: aspect.uncertain_reason }),
            alternatives: aspect.alternatives ?? [],
          })),
        ),
      )
    })

    test('state and rating, with what the rating rests on', () => {
      expect(
        parts().map((item) => {
          const { position } = statusOf(item)
          const { rating, basis, state, stated, record } = position
          return {
            ref: item.ref,
            state,
            stated,
            rating: rating?.code ?? null,
            basis,
            from: record.rating?.basis ?? null,
          }
        }),
      ).toEqual(action.sub_actions.map((part) => ({ ref: refOf(part.id), ...expectedPosition(part) })))
    })

    test('the position is an update of the round in October and November 2020', () => {
      for (const [index, item] of parts().entries()) {
        const part = action.sub_actions[index]
        const updates = said.get(item.id) ?? []
        const earlier = part?.rating_history?.filter(({ when }) => when.startsWith('earlier')) ?? []
        const expected = part?.status === 'not_stated_individually' ? 0 : 1 + earlier.length
        expect(updates, item.ref).toHaveLength(expected)
        const latest = updates.at(-1)
        if (!latest) continue
        expect(latest).toMatchObject({ kind: 'import', effectiveAt: '2020-11-01T23:59:59.999Z' })
        expect(latest.source).toBe(facts.source.update_round.as_written)
        expect(latest.by).toBe('the imported plan')
      }
    })

    test('the notes keep how owner and date were read, and why a rating was withheld', () => {
      for (const [index, item] of parts().entries()) {
        const part = action.sub_actions[index]
        const notes = item.details.notes.join('\n')
        for (const kept of [
          part?.owner_note,
          part?.date_note,
          part?.rating_kind === 'withheld' && part.rating_basis,
        ]) {
          if (kept) expect(notes, item.ref).toContain(kept)
        }
        const isOpen = part?.status === 'not_stated_individually'
        expect(notes.includes('some of a to i are complete, not which'), item.ref).toBe(isOpen)
      }
    })

    test('a rating for the whole action only where one is stated', () => {
      const updates = said.get(itemNamed(action.id).id) ?? []
      const { action_rating: rating, rating_kind: kind } = action.update
      expect(updates.map((update) => [update.rating, update.ratingBasis])).toEqual(
        rating === null ? [] : [[rating, `${kind}-in-plan`]],
      )
    })
  })

  test('C2 is amber as stated, and not one of its sub-actions is rated', () => {
    const { position } = statusOf(itemNamed('C2'))
    expect([position.rating?.code, position.basis, position.record.rating?.basis]).toEqual([
      'amber',
      'stated',
      'stated-in-plan',
    ])
    expect(position.parts.filter(({ rating, stated }) => rating !== null || stated)).toEqual([])
    expect(position.parts).toHaveLength(9)
  })

  test('A5(h) was red against March 2020 and then amber', () => {
    const updates = said.get(itemNamed('A5(h)').id) ?? []
    expect(updates.map(({ rating, ratingBasis, effectiveAt }) => [rating, ratingBasis, effectiveAt])).toEqual(
      [
        ['red', 'stated-in-plan', '2020-03-31T22:59:59.999Z'],
        ['amber', 'stated-in-plan', '2020-11-01T23:59:59.999Z'],
      ],
    )
  })

  test('only the revisions of A2(d) to (f) name who approved them', () => {
    const named = model.items.flatMap(({ id, ref }) =>
      (revisions.get(id) ?? []).flatMap(({ approvedBy }) => (approvedBy === null ? [] : [[ref, approvedBy]])),
    )
    expect(named).toEqual(['A2(d)', 'A2(e)', 'A2(f)'].map((ref) => [ref, 'Improvement Board, summer 2020']))
    expect(said.get(itemNamed('A2(c)').id)?.at(-1)?.note).toContain('approved summer 2020')
  })

  test('in the rating key, worst first, with its own wording and the plan’s reading of it', () => {
    const { ratings, notStarted } = model.plan.scale
    expect(ratings.map(({ code, definition }) => [code, definition])).toEqual(
      facts.rag_key.map(({ rating, condition, response }) => [
        rating,
        response === null
          ? condition
          : `${condition}: ${response.charAt(0).toLowerCase()}${response.slice(1)}`,
      ]),
    )
    expect(notStarted).toBe('red')
    expect(ratings.filter(({ final }) => final).map(({ code }) => code)).toEqual(['blue'])
  })

  test('in the bodies, with cadence and later cadence as given', () => {
    expect(
      model.bodies.map(({ code, name, purpose, chair, members, reportsTo }) => ({
        ...{ code, name, purpose, chair, members },
        reportsTo: reportsTo.map(({ body, basis }) => ({ body, basis })),
      })),
    ).toEqual(
      facts.governance.map(({ id, name, purpose, chair_role, members, reports_to }) => ({
        ...{ code: id, name, purpose, chair: chair_role, members },
        reportsTo: reports_to.map(({ to, basis, cadence }) => ({
          body: to,
          basis: cadence === undefined ? basis : `${basis}, ${cadence}`,
        })),
      })),
    )
    for (const [index, body] of model.bodies.entries()) {
      const { cadence, cadence_kind: kind, later_cadence: later, note } = facts.governance[index] ?? {}
      const given = body.cadenceAsGiven
      expect(given.slice(0, 1), body.code).toEqual(cadence ? [`${cadence} (${kind})`] : [])
      expect(
        given.some((text) => text.startsWith('later: ')),
        body.code,
      ).toBe(Boolean(later))
      if (later) expect(given[1], body.code).toContain(later.as_written)
      if (note) expect(given, body.code).toContain(note)
    }
  })

  test('in the cadence of the two bodies that meet: six weekly, then monthly and every four weeks', () => {
    const rhythm = (code: string) =>
      model.bodies.find((body) => body.code === code)?.cadence.map(({ every, unit }) => `${every} ${unit}`)
    expect(rhythm('operational-group')).toEqual(['6 weeks', '1 months'])
    expect(rhythm('improvement-board')).toEqual(['6 weeks', '4 weeks'])
    const codes = facts.governance.slice(0, 2).map((body) => [body.cadence_code, body.later_cadence?.code])
    expect(codes).toEqual([
      ['P6W', 'P1M'],
      ['P6W', 'P4W'],
    ])
  })

  test('in the roles: a meaning that is stated, one that is likely, or none', () => {
    const officers = model.roles.filter(({ kind }) => kind === 'officer')
    expect(officers.map(({ code }) => code)).toEqual(facts.roles.map(({ code }) => code))
    for (const [index, role] of officers.entries()) {
      const {
        meaning = null,
        likely_meaning: likely = null,
        meaning_source: source,
      } = facts.roles[index] ?? {}
      expect(role.title, role.code).toBe(meaning ?? likely ?? role.code)
      if (meaning === null) {
        expect(role.titleBasis, role.code).toContain(
          likely === null ? 'not expanded' : 'likely, not stated in the plan',
        )
        continue
      }
      const isInPlan = source?.startsWith('001')
      expect(role.titleBasis, role.code).toBe(
        isInPlan ? null : 'not stated in the plan, but in the inspection letter',
      )
    }
  })

  test('in what the source contradicts itself about', () => {
    const notes = model.plan.notes.join('\n')
    // The measures of the first one are not part of the plan file.
    for (const anomaly of facts.source_anomalies) expect(notes).toContain(anomaly.replace(' (M05, M07)', ''))
  })

  test('no figure stands in it that is not in the facts', () => {
    const known = new Set(figures(JSON.stringify(facts)))
    const texts = [
      ...model.items.flatMap(({ title, details }) => [
        title,
        ...details.aims,
        ...details.indicators,
        ...details.outcomes,
        ...details.progress,
        ...details.notes,
        ...details.aspects.map((aspect) => aspect.title),
      ]),
      ...[...said.values()].flat().flatMap(({ note }) => note ?? []),
      ...model.bodies.flatMap(({ purpose, cadenceAsGiven }) => [purpose, ...cadenceAsGiven]),
      ...model.plan.notes,
    ]
    expect(texts.filter((text) => figures(text).some((figure) => !known.has(figure)))).toEqual([])
  })
})

describe('beside its source', () => {
  test('no eight words in a row are carried over', () => {
    const runs = readFileSync(projectFile('test/fixtures/wsoa-thurrock-2019-runs.bin')).toString('hex')
    const known = new Set(runs.match(/.{12}/g))
    expect(known.size).toBeGreaterThan(5_000)
    const texts = textsOf(JSON.parse(JSON.stringify(model)))
    expect(texts.filter((text) => eightWordRuns(text).some((run) => known.has(hashOf(run))))).toEqual([])
  })
})

function eightWordRuns(text: string): readonly string[] {
  const all = words(text)
  return all.flatMap((_, at) => (at + 8 <= all.length ? [all.slice(at, at + 8).join(' ')] : []))
}

function hashOf(run: string): string {
  return createHash('sha256').update(run).digest('hex').slice(0, 12)
}

function atLevel(level: number): readonly Item[] {
  return model.items.filter((item) => item.level === level)
}

function refById(id: number | null): string | undefined {
  return model.items.find((item) => item.id === id)?.ref
}

function itemNamed(ref: string): Item {
  const item = model.items.find((each) => each.ref === ref)
  if (!item) throw new Error(`no item ${ref}`)
  return item
}

function statusOf({ id, ref }: Item): ItemStatus {
  const found = statuses.get(id)
  if (!found) throw new Error(`no standing of ${ref}`)
  return found
}

/** `A2c` is `A2(c)`. */
function refOf(id: string): string {
  return id.replace(/^(..)(.)$/, '$1($2)')
}

/** Reckoned here by other means than the program's own. */
function dayOf({ iso, as_written }: Printed): { on: string; asGiven: string; exact: string } {
  const [year = 0, month = 0] = (iso ?? '').split('-').map(Number)
  const last = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return { on: `${iso}-${last}`, asGiven: as_written, exact: 'month' }
}

function expectedPosition({ status, rating, rating_kind: kind }: FactsSubAction) {
  const basis: Readonly<Record<string, string>> = {
    'key-condition': 'read-from-key',
    stated: 'stated-in-plan',
  }
  const from = basis[kind ?? ''] ?? null
  const isStated = status !== 'not_stated_individually'
  return {
    state: isStated ? (status === 'completed' ? 'complete' : 'in-progress') : null,
    stated: isStated,
    rating: from === null ? null : rating,
    basis: from === null ? 'not-rated' : 'stated',
    from,
  }
}

function figures(text: string): readonly string[] {
  return text.match(/\d+(?:\.\d+)?/g) ?? []
}

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

interface Printed {
  readonly iso: string | null
  readonly as_written: string
}

interface FactsSubAction {
  readonly id: string
  readonly title: string
  readonly original_date: Printed
  readonly revised_dates: readonly (Printed & { source: string; scope?: string; ambiguous?: boolean })[]
  readonly owners: readonly string[]
  readonly match: string
  readonly uncertain: boolean
  readonly uncertain_reason: string | null
  readonly alternatives: readonly string[] | null
  readonly status: string
  readonly rating: string | null
  readonly rating_kind: string | null
  readonly rating_basis: string | null
  readonly rating_history?: readonly { readonly rating: string; readonly when: string }[]
  readonly owner_note?: string
  readonly date_note?: string
  readonly aspects?: readonly {
    readonly id: string
    readonly title: string
    readonly original_date: Printed
    readonly uncertain: boolean
    readonly uncertain_reason: string | null
    readonly alternatives: readonly string[] | null
    readonly status: string
    readonly status_basis: string
  }[]
}

interface Facts {
  readonly source: { readonly update_round: { readonly as_written: string } }
  readonly rag_key: readonly {
    readonly rating: string
    readonly condition: string
    readonly response: string | null
  }[]
  readonly areas: readonly {
    readonly id: string
    readonly title: string
    readonly aims: readonly string[]
    readonly kpis: readonly string[]
    readonly method: string | null
    readonly actions: readonly {
      readonly id: string
      readonly title: string
      readonly expected_outcomes: readonly string[]
      readonly progress_points: readonly string[]
      readonly update: {
        readonly summary: string
        readonly action_rating: string | null
        readonly rating_kind: string | null
      }
      readonly sub_actions: readonly FactsSubAction[]
    }[]
  }[]
  readonly governance: readonly {
    readonly id: string
    readonly name: string
    readonly purpose: string
    readonly chair_role: string | null
    readonly members: readonly string[]
    readonly reports_to: readonly { readonly to: string; readonly basis: string; readonly cadence?: string }[]
    readonly cadence: string | null
    readonly cadence_code: string | null
    readonly cadence_kind: string | null
    readonly later_cadence: { readonly as_written: string; readonly code: string } | null
    readonly note: string | null
  }[]
  readonly roles: readonly {
    readonly code: string
    readonly meaning: string | null
    readonly meaning_source: string | null
    readonly likely_meaning: string | null
  }[]
  readonly source_anomalies: readonly string[]
}
