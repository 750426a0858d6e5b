import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { defineCommand } from '../src/command.ts'
import { inOrder } from '../src/domain/day.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { capitalised, listed } from '../src/domain/format.ts'
import { countOf, wordFor } from '../src/domain/hierarchy.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import type { Plan } from '../src/domain/plan.ts'
import type { Position } from '../src/domain/position.ts'
import { exampleRating, findRating, isWord, ratingWords, type Scale } from '../src/domain/scale.ts'
import { itemData } from '../src/lookup/items.ts'
import { heading, sentence, context as smallPrint } from '../src/message.ts'
import { itemsIn, itemTable, stateText } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'List items by rating, area, role or state, the earliest date first',
  topics: 'filter items rating search show',
  forms: [
    '[<rating:rating-word>] [me] [area] [role] [state]',
    '<ratings:rating-words> [me] [area] [role]',
    'not rated [area] [role]',
    '[area] [role] not rated',
  ],
  questions: [
    'list',
    'not rated',
    'unrated',
    'on list',
    'own|owns',
    'who has|is got',
    'owned by',
    'responsible|accountable for',
    'belonging to',
  ],
  examples: ({ groups, roles, scale }) => [
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
  ],
  arguments: z.object({
    rating: z.string().optional(),
    ratings: z.array(z.string()).optional(),
    area: z.string().optional(),
    role: z.string().optional(),
    state: z.enum(['not-started', 'in-progress', 'complete']).optional(),
    not: z.literal(true).optional(),
    me: z.literal(true).optional(),
  }),
  async run(
    context,
    { rating, ratings = rating === undefined ? [] : [rating], area, role, state, not: isUnrated, me },
  ) {
    const { plan, items } = context.model
    const { speaker } = context
    const isUnfiltered = ratings.length === 0 && !area && !role && !state && !isUnrated && !me
    const filter = { within: area, role, roles: me ? speaker.roles : undefined }
    const all = [...(await readItemStatuses(context.db, context.model, { today: context.today })).values()]
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
      ratingsText(plan.scale, ratings, found),
      state ? stateText(state) : '',
      isUnrated ? 'not rated' : '',
    ]
      .filter(Boolean)
      .join(', ')
    const text = isUnfiltered
      ? `All ${countOf(itemsIn(found), plan)} of the plan.`
      : foundText(found.length, `${countOf(itemsIn(within), plan)}${filterWords(filter)}`, what)
    const unrated = within.filter(({ position }) => !position.rating && position.state !== 'complete').length
    return {
      message: sentence(
        text,
        ...(stated.length > 0
          ? [
              heading(wholesText(stated, plan)),
              itemTable(wholesText(stated, plan), stated, { items, speaker }),
            ]
          : []),
        ...(found.length > 0 ? [itemTable(text, found, { items, speaker })] : []),
        ...(ratings.length > 0 && unrated > 0
          ? [
              smallPrint(
                `${unrated} of ${within.length} are neither rated nor complete and not counted here: list not rated`,
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
function ratingsText(scale: Scale, ratings: readonly string[], found: readonly ItemStatus[]): string {
  const labels = ratings.map((code) => ({ code, label: findRating(scale, code).label }))
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
