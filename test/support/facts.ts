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

const { scale, levels, countedLevel } = planFrom(SAMPLE)

/**
 * Facts made by hand, with the sample's key and levels: an item is an unfinished sub-action of which nothing is known but
 * what is given. The actions and the area around it are there too.
 */
export function madeFacts({ asAt, items: given, period, requests = [] }: Told): Facts {
  const items = withWholes(given).map(item)
  const whole = { from: null, previousFrom: null, ...period, to: asAt }
  return {
    shape: 2,
    plan: { code: 'made', title: 'Made by hand', version: '1', levels, countedLevel },
    scale: scale.ratings,
    body: { code: 'board', name: 'Board', decides: ['date', 'sign-off'], recommends: false, advisers: [] },
    meeting: null,
    asAt,
    day: asAt.slice(0, 10),
    timeZone: 'Europe/London',
    period: whole,
    counts: countsOf(items, { scale: scale.ratings, period: whole }),
    items,
    requests,
    decisions: [],
    actionsArising: [],
    measures: [],
    roles: [],
  }
}

/** Each item after those around it, which are added where they are not given. */
function withWholes(given: readonly Given[]): readonly Given[] {
  const whole = (ref: string, level: number): Given => ({
    ...{ ref, level, place: 'rolled-up', parent: level === 0 ? null : areaOf(ref), owners: [] },
    title: level === 0 ? 'The only area' : `What ${ref} is about`,
  })
  const all = new Map<string, Given>()
  for (const each of given) {
    const parent = parentOf(each)
    const around = parent === null ? [] : parent === areaOf(parent) ? [parent] : [areaOf(parent), parent]
    for (const [level, ref] of around.entries()) {
      all.set(ref, all.get(ref) ?? given.find((other) => other.ref === ref) ?? whole(ref, level))
    }
    all.set(each.ref, each)
  }
  return [...all.values()]
}

function areaOf(ref: string): string {
  return ref.replace(/\d.*/, '')
}

function parentOf({ ref, parent = ref.replace(/\(.*/, '') }: Given): string | null {
  return parent
}

/** The same item has the same id in all facts. */
const ids = new Map<string, number>()

function idOf(ref: string): number {
  const id = ids.get(ref) ?? ids.size + 1
  ids.set(ref, id)
  return id
}

function item(given: Given): ItemFacts {
  const rating = given.rating ?? null
  const isStated = rating !== null || (given.state ?? null) !== null
  return {
    id: idOf(given.ref),
    level: countedLevel,
    place: 'counted',
    parent: parentOf(given),
    title: `What ${given.ref} is about`,
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
