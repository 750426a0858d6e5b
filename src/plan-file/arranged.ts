import { plural } from '../domain/format.ts'
import type { Level, Link, LinkEnd, Organisation } from '../domain/plan.ts'
import { plainReference } from '../domain/reference.ts'
import { type Scale, withOffTrack } from '../domain/scale.ts'
import type { Path, Remark } from './places.ts'
import type { WrittenArea, WrittenItem, WrittenPlan } from './schema.ts'
import { quoted } from './sentence.ts'

/** An item of a plan file, with where it stands among the others and in the file. */
export interface PlanFileItem extends Omit<WrittenItem, 'level' | 'items'> {
  /** An index into the plan's levels. */
  readonly level: number
  /** The reference of the item around it. */
  readonly parent: string | null
  readonly path: Path
}

/** A plan file in one shape, whether it has areas, actions and sub-actions or levels of its own. */
export interface PlanFile
  extends Omit<
    WrittenPlan,
    'words' | 'levels' | 'counts' | 'items' | 'areas' | 'policies' | 'scale' | 'links'
  > {
  /** From the outside in. */
  readonly levels: readonly Level[]
  readonly countedLevel: number
  readonly scale: Scale
  readonly policies: Omit<WrittenPlan['policies'], 'signOff'> & { readonly signOffLevel: number }
  readonly links?: readonly Link[] | undefined
  /** Those of the roles that are organisations; left out where there are none. */
  readonly organisations?: readonly Organisation[] | undefined
  /** In the plan's order, each before its parts. */
  readonly items: readonly PlanFileItem[]
}

/** The plan that a file describes; remarks where its levels do not fit together. */
export function arranged(file: WrittenPlan): {
  readonly plan: PlanFile
  readonly remarks: readonly Remark[]
} {
  const { words, levels: own, counts, items, areas, policies, scale, links, ...others } = file
  const levels = own ?? levelsOf(words)
  const indexOf = (word: string) => levels.findIndex((level) => level.word === word)
  // Whatever words it has for them, a file with areas may say `action` or `sub-action`.
  const signOffAt = (word: string) => (areas ? (AREA_LEVELS.get(word) ?? indexOf(word)) : indexOf(word))
  const countedLevel = counts === undefined ? levels.length - 1 : indexOf(counts)
  const { signOff, ...agreed } = policies
  const signOffLevel = signOff === undefined ? Math.max(0, countedLevel - 1) : signOffAt(signOff)
  const placed = areas
    ? areas.flatMap((area, i) => itemsOfArea(area, ['areas', i]))
    : (items ?? []).flatMap((item, i) => itemsWithin(item, { path: ['items', i], parent: null, indexOf }))
  return {
    plan: {
      ...others,
      levels,
      countedLevel: Math.max(0, countedLevel),
      scale: scaleOf(scale),
      ...(links && { links: links.map((ends) => linkOf(ends, file, placed)) }),
      ...organisationsOf(file),
      policies: { ...agreed, signOffLevel: Math.max(0, signOffLevel) },
      items: placed,
    },
    remarks: [
      ...shapeRemarks(file),
      ...repeatedLevels(own ?? []),
      ...(countedLevel < 0 ? [unknownLevel(['counts'], counts, levels)] : []),
      ...(signOffLevel < 0 && countedLevel >= 0
        ? [unknownLevel(['policies', 'signOff'], signOff, levels)]
        : []),
      ...placed.flatMap((item) => levelRemarks(item, placed, levels)),
    ],
  }
}

/** The ratings with the worst first. */
function scaleOf(scale: WrittenPlan['scale']): Scale {
  if (!scale) return { notStarted: 'unrated', ratings: [] }
  const { notStarted, order, ratings } = scale
  if (order === 'worst-first') return { notStarted, ratings: withOffTrack(ratings) }
  return { notStarted, order, ratings: withOffTrack([...ratings].reverse()) }
}

/** `sif: 4` is item 4 of another plan, unless an item of this one is called so. */
function linkOf(
  [one, other]: readonly [string, string],
  { code, short }: Pick<WrittenPlan, 'code' | 'short'>,
  items: readonly PlanFileItem[],
): Link {
  const endOf = (written: string): LinkEnd => {
    const own = items.find((item) => plainReference(item.ref) === plainReference(written))
    if (own) return { ref: own.ref }
    const [, plan, ref] = written.match(/^([\p{L}\p{N}-]+)\s*:\s*(.+)$/u) ?? []
    if (plan === undefined || ref === undefined) return { ref: written }
    return [code, short].includes(plan) ? { ref } : { plan, ref }
  }
  return [endOf(one), endOf(other)]
}

function organisationsOf({ roles }: WrittenPlan): Pick<PlanFile, 'organisations'> {
  const organisations = roles
    .filter(({ kind }) => kind === 'organisation')
    .map(({ code, contact }) => (contact === undefined ? { code } : { code, contact }))
  return organisations.length > 0 ? { organisations } : {}
}

/** Where the file has a rating, by its place among those with the worst first. */
export function ratingPath({ order, ratings }: Scale, index: number): Path {
  return ['scale', 'ratings', order === 'best-first' ? ratings.length - 1 - index : index]
}

/** The levels of a file with areas, by the names that it has for them itself. */
const AREA_LEVELS: ReadonlyMap<string, number> = new Map([
  ['action', 1],
  ['sub-action', 2],
])

/** What the shape of a file is seen by. */
type Keys = { readonly [Key in 'areas' | 'items' | 'levels' | 'counts' | 'words']?: unknown }

/** A file has areas, or levels with items. */
export function shapeRemarks({ areas, items, levels, counts, words }: Keys): readonly Remark[] {
  if (areas && items) return [{ path: ['items'], text: 'the file has areas too: expected one of the two' }]
  if (!areas && !items) return [{ path: [], text: 'expected items (with levels) or areas, found neither' }]
  if (items && !levels) return [{ path: ['items'], text: 'expected levels before them, from the outside in' }]
  if (areas && (levels || counts)) {
    const text = 'only with items: areas have words for areas, actions and sub-actions'
    return [{ path: [levels ? 'levels' : 'counts'], text }]
  }
  if (items && words) return [{ path: ['words'], text: 'only with areas: items have their words in levels' }]
  return []
}

/** Two levels that are called the same could not be told apart. */
function repeatedLevels(levels: readonly Level[]): readonly Remark[] {
  return levels.flatMap(({ word }, i) =>
    levels.findIndex((level) => level.word === word) < i
      ? [
          {
            path: ['levels', i],
            text: `${quoted(word)} is the word of another level: expected each word once`,
          },
        ]
      : [],
  )
}

function unknownLevel(path: Path, word: string | undefined, levels: readonly Level[]): Remark {
  return {
    path,
    text: `unknown level ${quoted(word)}: expected one of ${levels.map((level) => level.word).join(', ')}`,
  }
}

function levelRemarks(
  { path, ref, level, parent }: PlanFileItem,
  all: readonly PlanFileItem[],
  levels: readonly Level[],
): readonly Remark[] {
  const around = all.find((item) => item.ref === parent)
  const inside = levels.slice((around?.level ?? -1) + 1).map(({ word }) => word)
  if (level > (around?.level ?? -1) && level < levels.length) return []
  const where = around ? `inside ${around.ref}` : 'outermost'
  const expected = inside.length > 0 ? `expected ${inside.join(' or ')}` : 'no level is further in'
  return [{ path: [...path, level < 0 ? 'level' : 'ref'], text: `${ref} is ${where}: ${expected}` }]
}

function levelsOf(words: WrittenPlan['words']): readonly Level[] {
  const { area, action, subAction } = words ?? {
    area: 'area of concern',
    action: 'action',
    subAction: 'sub-action',
  }
  return [area, action, subAction].map((word) => ({ word, plural: plural(word) }))
}

function itemsWithin(
  { items, level: word, ...item }: WrittenItem,
  { path, parent, indexOf }: { path: Path; parent: PlanFileItem | null; indexOf: (word: string) => number },
): readonly PlanFileItem[] {
  const level = word === undefined ? (parent?.level ?? -1) + 1 : indexOf(word)
  const own: PlanFileItem = { ...item, level, parent: parent?.ref ?? null, path }
  return [
    own,
    ...items.flatMap((each, i) => itemsWithin(each, { path: [...path, 'items', i], parent: own, indexOf })),
  ]
}

function itemsOfArea(area: WrittenArea, path: Path): readonly PlanFileItem[] {
  const { code: ref, title, aims, indicators, method, actions } = area
  return [
    { ...NOTHING, ref, title, aims, indicators, method, level: 0, parent: null, path },
    ...actions.flatMap(({ subActions, ...action }, i) => [
      { ...NOTHING, ...action, level: 1, parent: ref, path: [...path, 'actions', i] },
      ...subActions.map((part, k) => ({
        ...NOTHING,
        ...part,
        level: 2,
        parent: action.ref,
        path: [...path, 'actions', i, 'subActions', k],
      })),
    ]),
  ]
}

/** What areas, actions and sub-actions do not have. */
const NOTHING = {
  lead: null,
  leads: [],
  owners: [],
  supports: [],
  start: null,
  due: null,
  ongoing: false,
  review: null,
  revisions: [],
  aspects: [],
  aims: [],
  indicators: [],
  outcomes: [],
  progress: [],
  opening: [],
  notes: [],
} as const satisfies Partial<PlanFileItem>

/** Codes of the roles that lead an item. */
export function leadsOf({ lead, leads }: Pick<PlanFileItem, 'lead' | 'leads'>): readonly string[] {
  return lead === null ? leads : [lead, ...leads]
}

/** Where the file names a lead, by its place among `leadsOf`. */
export function leadPath({ lead, path }: Pick<PlanFileItem, 'lead' | 'path'>, index: number): Path {
  if (lead === null) return [...path, 'leads', index]
  return index === 0 ? [...path, 'lead'] : [...path, 'leads', index - 1]
}

/** Whether an item outside the counted level has counted ones within it. */
export function isRolledUp(
  { ref, level }: PlanFileItem,
  items: readonly PlanFileItem[],
  countedLevel: number,
): boolean {
  return level < countedLevel && items.some((each) => each.parent === ref && each.level <= countedLevel)
}
