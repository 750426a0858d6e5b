import { countsOf } from '../src/domain/counts.ts'
import type { Facts, ItemFacts } from '../src/domain/facts.ts'
import { plural } from '../src/domain/format.ts'
import type { Measure } from '../src/domain/measure.ts'
import type { Level, PlanSettings, Policies } from '../src/domain/plan.ts'
import { withOffTrack } from '../src/domain/scale.ts'

/** The plans of the first release had three levels, each with its own word. */
interface FirstWords {
  readonly area: string
  readonly action: string
  readonly subAction: string
}

type FirstSettings = Omit<PlanSettings, 'levels' | 'countedLevel' | 'policies'> & {
  readonly words: FirstWords
  readonly policies: Omit<Policies, 'signOffLevel'> & { readonly signOff: 'action' | 'sub-action' }
}

/** A plan's settings as stored by this version or an earlier one. */
export function liftSettings(stored: string): PlanSettings {
  const settings = JSON.parse(stored) as PlanSettings | FirstSettings
  if (!('words' in settings)) return settings
  const { words, policies, scale, ...others } = settings
  const { signOff, ...agreed } = policies
  return {
    ...others,
    ...firstLevels(words),
    scale: { ...scale, ratings: withOffTrack(scale.ratings) },
    policies: { ...agreed, signOffLevel: signOff === 'action' ? 1 : 2 },
  }
}

/** Three levels, of which the innermost counts. */
function firstLevels({ area, action, subAction }: FirstWords): {
  readonly levels: readonly Level[]
  readonly countedLevel: number
} {
  return {
    levels: [area, action, subAction].map((word) => ({ word, plural: plural(word) })),
    countedLevel: 2,
  }
}

/** A measure as stored by this version or an earlier one, which named areas apart. */
export function liftMeasure({ areas = [], ...measure }: Measure & { areas?: readonly string[] }): Measure {
  return { ...measure, items: [...areas, ...measure.items] }
}

type FirstItemFacts = Omit<ItemFacts, 'id' | 'level' | 'place' | 'parent'> & {
  readonly kind: 'action' | 'sub-action'
  readonly area: string
  readonly action: string | null
  readonly counted: boolean
}

/** Facts as the first release stored them. */
export type FirstFacts = Omit<Facts, 'shape' | 'plan' | 'counts' | 'items' | 'measures'> & {
  readonly shape?: undefined
  readonly plan: Omit<Facts['plan'], 'levels' | 'countedLevel'> & { readonly words: FirstWords }
  readonly counts: Omit<Facts['counts'], 'wholes' | 'states'> & {
    readonly actions: Omit<Facts['counts']['wholes'][number], 'level'>
  }
  readonly areas: readonly { readonly code: string; readonly title: string }[]
  readonly items: readonly FirstItemFacts[]
  readonly measures: readonly (Measure & { readonly areas: readonly string[] })[]
}

export function isPresentShape(facts: Facts | FirstFacts): facts is Facts {
  return facts.shape === 2
}

/** Facts of the first shape in the present one. `idOf` finds the item that bore a reference when they were stored. */
export function liftFacts(
  facts: FirstFacts,
  idOf: (ref: string, { isArea }: { isArea: boolean }) => number,
): Facts {
  const { areas, items, counts, plan, measures, scale, ...others } = facts
  const { words, ...named } = plan
  const { actions, ...totals } = counts
  const lifted = areas.flatMap(({ code, title }) => [
    areaFacts({ id: idOf(code, { isArea: true }), ref: code, title }),
    ...items
      .filter(({ area }) => area === code)
      .map((item) => liftItem(item, idOf(item.ref, { isArea: false }))),
  ])
  return {
    ...others,
    shape: 2,
    plan: { ...named, ...firstLevels(words) },
    scale: withOffTrack(scale),
    counts: {
      ...totals,
      states: countsOf(lifted, { scale: [], period: others.period }).states,
      wholes: [{ level: 1, ...actions }],
    },
    measures: measures.map(liftMeasure),
    items: lifted,
  }
}

function liftItem({ kind, area, action, counted, ...item }: FirstItemFacts, id: number): ItemFacts {
  return {
    ...item,
    id,
    level: kind === 'action' ? 1 : 2,
    place: counted ? 'counted' : 'rolled-up',
    parent: action ?? area,
  }
}

/** Nothing was said of an area as a whole before areas were items. */
function areaFacts(named: Pick<ItemFacts, 'id' | 'ref' | 'title'>): ItemFacts {
  return {
    ...named,
    level: 0,
    place: 'rolled-up',
    parent: null,
    owners: [],
    rating: null,
    basis: 'not-rated',
    ratingFrom: null,
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
    positionStated: false,
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
  }
}
