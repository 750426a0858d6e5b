import type { Database } from '../../data/database.ts'
import { bodyDefinitions, openingRows } from '../../data/export/plan-rows.ts'
import { readRevisions } from '../../data/item-status.ts'
import type { PlanModel } from '../../data/plans.ts'
import { readRecords } from '../../data/positions.ts'
import { dayIn } from '../domain/day.ts'
import { shortDay } from '../domain/format.ts'
import type { Day, PlanSettings, Term } from '../domain/plan.ts'
import type { ItemRecord } from '../domain/position.ts'
import { STATE_WORDS } from '../domain/scale.ts'
import { MOST_CHARACTERS, shortened } from '../domain/text.ts'
import { type WrittenDate, writtenDate } from './dates.ts'
import type { PlanContents, WrittenOpening, WrittenRevision } from './plan-file.ts'

/**
 * What the file of a plan is written from, as it stands now. The position is what the first file gave, and then where each
 * item stands; who said what on the way stands in the tables beside it.
 */
export async function readContents(db: Database, model: PlanModel): Promise<PlanContents> {
  const { plan, items, earlier, roles, bodies, measures, record } = model
  const settings = record.versions.at(-1)?.settings ?? plan
  const dates = await readRevisions(db, plan.id)
  const records = await readRecords(db, plan.id, { proposed: new Set() })
  const ofFile = await bodyDefinitions(db, plan.id)
  const openings = new Map<number, WrittenOpening[]>()
  const add = (itemId: number, opening: WrittenOpening) => {
    openings.set(itemId, [...(openings.get(itemId) ?? []), opening])
  }
  const opened = { timeZone: settings.timeZone, settings }
  for (const row of await openingRows(db, plan.id)) {
    const on = dayIn(opened.timeZone, new Date(row.effectiveAt))
    add(row.itemId, {
      effective: heldFrom(on, row.source),
      rating: row.rating ?? undefined,
      basis: row.ratingBasis === 'read-from-key' ? 'read-from-key' : undefined,
      state: row.state ?? undefined,
      note: row.note ?? shortDay(on),
    })
  }
  for (const { id } of items) {
    const said = records.get(id)
    if (said?.last && !said.last.fromPlan) for (const each of positionOf(said, opened)) add(id, each)
  }
  return {
    settings,
    items,
    earlier,
    roles,
    bodies: bodies.map((body) => ({ ...body, ...ofFile.get(body.code), code: body.code })),
    measures,
    openings,
    revisions: new Map(
      [...dates].map(([itemId, each]) => [
        itemId,
        each.map(
          ({ due, effectiveAt, note, ambiguous, approvedBy }): WrittenRevision => ({
            due: writtenDate(due, termsOf(settings)),
            effective: heldFrom(dayIn(settings.timeZone, new Date(effectiveAt)), null),
            note: note ?? undefined,
            ambiguous: ambiguous || undefined,
            approvedBy: approvedBy ?? undefined,
          }),
        ),
      ]),
    ),
  }
}

function termsOf({ terms = [] }: PlanSettings): readonly Term[] {
  return terms
}

function heldFrom(on: Day, asGiven: string | null): WrittenDate {
  return { on, asGiven: asGiven ?? shortDay(on) }
}

interface Opened {
  readonly timeZone: string
  readonly settings: Pick<PlanSettings, 'scale'>
}

/** Where an item stands, as the statements of a file: each holds from its own day. The latest bears the latest note. */
function positionOf(
  { rating, state, note }: ItemRecord,
  { timeZone, settings: { scale } }: Opened,
): readonly WrittenOpening[] {
  const dayOf = (at: string) => dayIn(timeZone, new Date(at))
  const label = rating && (scale.ratings.find(({ code }) => code === rating.code)?.label ?? rating.code)
  const statements = [
    ...(rating
      ? [
          {
            on: dayOf(rating.since),
            rating: rating.code,
            ...(rating.basis === 'read-from-key' ? { basis: rating.basis } : {}),
            plain: `${label}, said by ${rating.by}`,
          },
        ]
      : []),
    ...(state
      ? [
          {
            on: state.completedOn ?? dayOf(state.at),
            state: state.state,
            plain: `${STATE_WORDS[state.state]}, said by ${state.by}`,
          },
        ]
      : []),
    ...(note ? [{ on: dayOf(note.at), plain: note.text }] : []),
  ].sort((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : 0))
  return statements.map(({ on, plain, ...position }, place) => ({
    effective: heldFrom(on, null),
    ...position,
    note: shortened(place === statements.length - 1 ? (note?.text ?? plain) : plain, MOST_CHARACTERS),
  }))
}
