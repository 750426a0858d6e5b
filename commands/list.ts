import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { defineCommand } from '../src/command.ts'
import { inOrder } from '../src/domain/day.ts'
import { exampleFirst } from '../src/domain/example-day.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { capitalised, listed } from '../src/domain/format.ts'
import { countOf, wordFor } from '../src/domain/hierarchy.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import type { Plan } from '../src/domain/plan.ts'
import type { Position } from '../src/domain/position.ts'
import { exampleRating, isWord, ratingWords } from '../src/domain/scale.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemData } from '../src/lookup/items.ts'
import { heading, sentence, context as smallPrint } from '../src/message.ts'
import { asAtText, itemsIn, itemTable, stateText } from '../src/status/item-text.ts'
import { lineEnd, type PlanOnDay, planOn, ratingThen, refThen } from '../src/status/past.ts'

export default defineCommand({
  summary: 'List items by rating, area, role or state, the earliest date first',
  topics: 'filter items rating search show',
  forms: [
    '[<rating:rating-word>] [me] [area] [role] [state] [as at <day:past-date>]',
    '<ratings:rating-words> [me] [area] [role] [as at <day:past-date>]',
    'not rated [area] [role] [as at <day:past-date>]',
    '[area] [role] not rated [as at <day:past-date>]',
  ],
  questions: [
    'list',
    'not rated',
    'unrated',
    'on list',
    'own|owns',
    'who has|is got',
    'who has|have most',
    'owned by',
    'responsible|accountable for',
    'belonging to',
  ],
  examples: ({ groups, roles, scale, today }) => [
    ...scale.ratings.slice(0, 1).map(({ label }) => `list ${label.toLowerCase()}`),
    ...groups.slice(0, 1).map(({ ref }) => `list ${exampleRating(scale)} ${ref}`),
    ...(scale.ratings.length > 1
      ? [
          `list ${scale.ratings
            .slice(0, 2)
            .map(({ label }) => label.toLowerCase())
            .join(' and ')}`,
        ]
      : []),
    `list ${roles[0]?.code} not started`,
    ...(scale.ratings.length > 0 ? ['list not rated'] : []),
    `list as at ${exampleFirst(today, -4)}`,
  ],
  arguments: z.object({
    rating: z.string().optional(),
    ratings: z.array(z.string()).optional(),
    area: z.string().optional(),
    role: z.string().optional(),
    state: z.enum(['not-started', 'in-progress', 'complete']).optional(),
    not: z.literal(true).optional(),
    me: z.literal(true).optional(),
    day: boundDay.optional(),
  }),
  async run(
    context,
    { rating, ratings = rating === undefined ? [] : [rating], area, role, state, not: isUnrated, me, day },
  ) {
    const past = planOn(context, day?.on)
    const { plan, items } = past.model
    const shown = { items, speaker: past.isPast ? undefined : context.speaker }
    const isUnfiltered = ratings.length === 0 && !area && !role && !state && !isUnrated && !me
    const filter = {
      within: refThen(context, past, area),
      role,
      roles: me ? context.speaker.roles : undefined,
    }
    const { asAt } = past
    const all = [...(await readItemStatuses(context.db, past.model, { today: past.day, asAt })).values()]
    const within = all.filter(({ item }) => item.place === 'counted' && concerns(item, items, filter))
    const fits = ({ position }: ItemStatus) =>
      (ratings.length === 0 || ratings.some((code) => isRated(position, code))) &&
      (state === undefined || position.state === state) &&
      (!isUnrated || (!position.rating && position.state !== 'complete'))
    const found = within.filter(fits).sort(byDate)
    const stated = all.filter(
      ({ item, position }) =>
        item.place === 'rolled-up' &&
        concerns(item, items, filter) &&
        position.basis === 'stated' &&
        ratings.some((code) => isRated(position, code)),
    )
    const what = [
      ratingsText(past, ratings, found),
      state ? stateText(state) : '',
      isUnrated ? 'not rated' : '',
    ]
      .filter(Boolean)
      .join(', ')
    const told = isUnfiltered
      ? `All ${countOf(itemsIn(found), plan)} of the plan.`
      : foundText(found.length, `${countOf(itemsIn(within), plan)}${filterWords(filter)}`, what)
    const text = past.isPast ? `${asAtText(past.day, context.today)}. ${told}` : told
    const unrated = within.filter(({ position }) => !position.rating && position.state !== 'complete').length
    return {
      message: sentence(
        text,
        ...(stated.length > 0
          ? [heading(wholesText(stated, plan)), itemTable(wholesText(stated, plan), stated, shown)]
          : []),
        ...(found.length > 0 ? [itemTable(text, found, shown)] : []),
        ...(ratings.length > 0 && unrated > 0
          ? [
              smallPrint(
                `${unrated} of ${within.length} ${past.isPast ? 'were' : 'are'} neither rated nor complete and not counted here: list not rated${lineEnd(past)}`,
              ),
            ]
          : []),
      ),
      items: [...stated, ...found].map((status) => itemData(status, items)),
    }
  },
})

/** "Actions rated so as a whole" */
function wholesText(stated: readonly ItemStatus[], plan: Plan): string {
  return `${capitalised(wordFor(itemsIn(stated), plan).plural)} rated so as a whole`
}

/** "4 of 63 sub-actions: Red." or "None of 13 commitments: complete." */
function foundText(number: number, of: string, what: string): string {
  return `${number === 0 ? 'None' : number} of ${of}${what === '' ? '' : `: ${what}`}.`
}

function aloneText(label: string): string {
  return isWord({ label }) ? label : ratingWords({ label })
}

/** "Red", or "4 Red and 10 Amber" of those that were found. */
function ratingsText(past: PlanOnDay, ratings: readonly string[], found: readonly ItemStatus[]): string {
  const labels = ratings.map((code) => ({ code, label: ratingThen(past, code).label }))
  const [only, ...more] = labels
  if (!only || more.length === 0) return only ? aloneText(only.label) : ''
  return listed(
    labels.map(
      ({ code, label }) =>
        `${found.filter(({ position }) => isRated(position, code)).length} ${aloneText(label)}`,
    ),
  )
}

function isRated({ rating, state, signedOff }: Position, code: string): boolean {
  return rating?.code === code && (state !== 'complete' || signedOff)
}

function byDate(one: ItemStatus, other: ItemStatus): number {
  return inOrder(one.due.current?.on ?? '9999', other.due.current?.on ?? '9999')
}
