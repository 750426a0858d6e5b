import { plainReference } from '../domain/reference.ts'
import type { Rating } from '../domain/scale.ts'
import { type PlanFile, ratingPath } from './arranged.ts'
import type { Path, Remark } from './places.ts'
import { quoted } from './sentence.ts'

/** One name for two things, so that nobody could say which is meant. */
export function sharedNames(plan: PlanFile): readonly Remark[] {
  const { roles, bodies, scale, measures, items } = plan
  return [
    ...roles.flatMap(({ code }, i) =>
      RESERVED.has(plain(code)) ? [reserved(code, ['roles', i, 'code'])] : [],
    ),
    ...shared(
      'role',
      roles.map(({ code }, i) => ({ name: code, owner: i, path: ['roles', i, 'code'] })),
    ),
    ...shared('body', bodies.flatMap(bodyNames)),
    ...shared(
      'measure',
      measures.map(({ code }, i) => ({ name: code, owner: i, path: ['measures', i, 'code'] })),
    ),
    ...shared(
      'rating',
      scale.ratings.flatMap((rating, i) => ratingNames(rating, i, ratingPath(scale, i))),
    ),
    ...shared('item', itemNames(items), plainReference),
  ]
}

/** Codes of speakers who hold no role of the plan. */
const RESERVED: ReadonlySet<string> = new Set(['coordinator', 'stranger', 'plan-file'])

function reserved(name: string, path: Path): Remark {
  return { path, text: `${quoted(name)} is a name of the program's own: expected another code` }
}

/** What the reader of a file knows of the program besides. */
export interface Reading {
  /** The words with which a line may begin. */
  readonly verbs: readonly string[]
}

/** Words that say which plan is meant, or whose. */
const SAID_OF_PLANS = ['plan', 'plans', 'all', 'in', 'me', 'mine', 'request', 'as', 'and']

/** The plan's short name, where it would be read as something else. */
export function takenShort(plan: PlanFile, { verbs }: Reading): readonly Remark[] {
  const { short } = plan
  if (short === undefined) return []
  const taken = [
    ...[...verbs, ...SAID_OF_PLANS].map((name) => ({ name, what: 'a word of the program' })),
    ...plan.scale.ratings.flatMap((rating, i) =>
      ratingNames(rating, i, []).map(({ name }) => ({ name, what: 'a rating' })),
    ),
    ...plan.roles.flatMap(({ code, title }) => [code, title].map((name) => ({ name, what: 'a role' }))),
    ...plan.bodies.flatMap((body, i) => bodyNames(body, i).map(({ name }) => ({ name, what: 'a body' }))),
    ...plan.levels.flatMap((level) =>
      [level.word, level.plural].map((name) => ({ name, what: 'a level of the plan' })),
    ),
    ...plan.measures.map(({ code }) => ({ name: code, what: 'a measure' })),
  ].find(({ name }) => plain(name) === plain(short))
  const borne = plan.items.find(({ ref }) => plainReference(ref) === plainReference(short))
  const what = taken?.what ?? (borne ? 'an item' : undefined)
  if (what === undefined) return []
  const text = `${quoted(short)} is the name of ${what} already: expected a short name that means the plan alone`
  return [{ path: ['short'], text: text.replace('the name of a word', 'a word') }]
}

interface Named {
  readonly name: string
  readonly owner: number
  readonly path: Path
}

function bodyNames({ code, name, aliases }: PlanFile['bodies'][number], owner: number): readonly Named[] {
  const path = ['bodies', owner]
  return [
    { name: code, owner, path: [...path, 'code'] },
    { name, owner, path: [...path, 'name'] },
    ...aliases.map((alias, i) => ({ name: alias, owner, path: [...path, 'aliases', i] })),
  ]
}

function ratingNames(rating: Rating, owner: number, path: Path): readonly Named[] {
  return [
    ...(['code', 'label', 'letter', 'mark'] as const).map((key) => ({
      name: rating[key],
      owner,
      path: [...path, key],
    })),
    ...rating.words.map((word, i) => ({ name: word, owner, path: [...path, 'words', i] })),
  ]
}

function itemNames(items: PlanFile['items']): readonly Named[] {
  return items.map(({ ref, path }, owner) => ({ name: ref, owner, path: refPath(path) }))
}

/** Where the file names an item: an area has its reference under `code`. */
function refPath(path: Path): Path {
  return [...path, path.length === 2 && path[0] === 'areas' ? 'code' : 'ref']
}

function shared(kind: string, named: readonly Named[], spelling = plain): readonly Remark[] {
  const known = new Map<string, Named>()
  return named.flatMap((each) => {
    const before = known.get(spelling(each.name))
    if (!before) known.set(spelling(each.name), each)
    if (!before || before.owner === each.owner) return []
    const written = before.name === each.name ? '' : `, written ${quoted(before.name)}`
    const text = `${quoted(each.name)} stands for another ${kind} already${written}: expected each name once`
    return [{ path: each.path, text, first: before.path }]
  })
}

/** Normalised as the reader compares what people type. */
function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim().replace(/^the /, '')
}
