import { countsOf } from '../../src/domain/counts.ts'
import type { Facts, ItemFacts } from '../../src/domain/facts.ts'
import { planFrom, SAMPLE } from './app.ts'

type Given = Partial<ItemFacts> & { readonly ref: string }

interface Told {
  readonly asAt: string
  readonly items: readonly Given[]
  readonly period?: { readonly from: string | null; readonly previousFrom: string | null }
  readonly requests?: Facts['requests']
}

const { scale, words } = planFrom(SAMPLE)

/** Facts made by hand, on the sample's key: an item is an unfinished sub-action of which nothing is known but what is given. */
export function madeFacts({ asAt, items: given, period, requests = [] }: Told): Facts {
  const items = given.map(item)
  const whole = { from: null, previousFrom: null, ...period, to: asAt }
  return {
    plan: { code: 'made', title: 'Made by hand', version: '1', words },
    scale: scale.ratings,
    body: { code: 'board', name: 'Board', decides: ['date', 'sign-off'], recommends: false, advisers: [] },
    meeting: null,
    asAt,
    day: asAt.slice(0, 10),
    timeZone: 'Europe/London',
    period: whole,
    counts: countsOf(items, { scale: scale.ratings, period: whole }),
    areas: [{ code: 'A', title: 'The only area' }],
    items,
    requests,
    decisions: [],
    actionsArising: [],
    measures: [],
    roles: [],
  }
}

function item(given: Given): ItemFacts {
  const rating = given.rating ?? null
  const isStated = rating !== null || (given.state ?? null) !== null
  return {
    kind: 'sub-action',
    area: 'A',
    action: given.ref.replace(/\(.*/, ''),
    title: `What ${given.ref} is about`,
    counted: true,
    owners: ['OWNER'],
    rating,
    basis: rating === null ? 'not-rated' : 'stated',
    ratingFrom: rating === null ? null : 'said',
    ratedAt: null,
    ratedBy: null,
    ratedSince: null,
    coverage: null,
    state: null,
    completedOn: null,
    stateSaidAt: null,
    stateSaidBy: null,
    signedOff: false,
    finalProposed: false,
    positionStated: isStated,
    dueDate: null,
    dueAsGiven: null,
    originalDueDate: null,
    originalDueAsGiven: null,
    dueBasis: 'none',
    ongoing: false,
    reviewDate: null,
    daysOverdue: null,
    revisions: [],
    note: null,
    evidenceAt: null,
    outstanding: [],
    last: null,
    askedAt: null,
    firstStated: null,
    ...given,
  }
}

/** A revision that a body approved at an instant. */
export function approved(on: string, at: string): ItemFacts['revisions'][number] {
  return { due: { on, asGiven: on }, basis: 'approved', approvedBy: 'Board', ambiguous: false, at }
}
