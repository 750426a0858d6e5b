import { stringify } from 'yaml'
import { plural } from '../domain/format.ts'
import { childrenOf } from '../domain/hierarchy.ts'
import type { Measure } from '../domain/measure.ts'
import type { Body, Cadence, Item, LinkEnd, NthWeekday, PlanSettings, Role } from '../domain/plan.ts'
import { type WrittenDate, writtenDate } from './dates.ts'

/** What a plan file is written from. */
export interface PlanContents {
  readonly settings: PlanSettings
  /** In the plan's order, each before its parts. */
  readonly items: readonly Item[]
  /** What items were called before, the latest bearer of each name last. */
  readonly earlier: readonly Pick<Item, 'id' | 'ref'>[]
  readonly roles: readonly Role[]
  readonly bodies: readonly Body[]
  readonly measures: readonly Measure[]
  /** By the item's id, in the order in which they came. */
  readonly revisions: ReadonlyMap<number, readonly WrittenRevision[]>
  readonly openings: ReadonlyMap<number, readonly WrittenOpening[]>
}

export interface WrittenRevision {
  readonly due: WrittenDate
  readonly effective: WrittenDate
  readonly note?: string | undefined
  readonly ambiguous?: true | undefined
  readonly approvedBy?: string | undefined
}

export interface WrittenOpening {
  readonly effective: WrittenDate
  readonly rating?: string | undefined
  readonly basis?: 'read-from-key' | undefined
  readonly state?: 'not-started' | 'in-progress' | 'complete' | undefined
  readonly note: string
}

/** The plan as the values of a plan file: reading it gives the same plan. What is left out is as a file takes it by itself. */
export function planFileOf(contents: PlanContents): Readonly<Record<string, unknown>> {
  const { settings, bodies, measures } = contents
  const { code, short, title, version, source, timeZone, levels, countedLevel, scale, begins, ended } =
    settings
  const refs = currentReferences(contents)
  return filled({
    code,
    short,
    title,
    version,
    source,
    timeZone,
    draft: settings.draft,
    levels: levels.map((level) => (plural(level.word) === level.plural ? level.word : { ...level })),
    counts: levels[countedLevel]?.word,
    scale: writtenScale(settings),
    policies: writtenPolicies(settings),
    positionAt: settings.positionAt && writtenDate(settings.positionAt, settings.terms ?? []),
    public:
      settings.public &&
      filled({
        ...settings.public,
        said: settings.public.said.map((pair) => filled({ ...pair, items: pair.items.flatMap(refs) })),
      }),
    begins,
    ended: ended && filled({ on: ended.on, basis: ended.basis }),
    links: (settings.links ?? []).flatMap((ends) => writtenLink(ends, refs)),
    closedDays: settings.closedDays?.map(({ on, name }) => filled({ on, name })),
    terms: settings.terms?.map(({ name, from, to, halfTerm }) => filled({ name, from, to, halfTerm })),
    notes: settings.notes,
    findings: settings.findings?.map(({ items, ...finding }) =>
      filled({ ...finding, items: items.flatMap(refs) }),
    ),
    roles: contents.roles.filter(({ kind }) => kind === 'officer').map((role) => writtenRole(role, settings)),
    bodies: bodies.map(writtenBody),
    items: contents.items
      .filter(({ parentId }) => parentId === null)
      .map((item) => writtenItem(item, -1, contents)),
    measures: measures.map((measure) => writtenMeasure(measure, refs)),
    ...(scale.ratings.length === 0 ? { scale: undefined } : {}),
  })
}

/** The text of the file. */
export function planFileText(file: Readonly<Record<string, unknown>>): string {
  return stringify(file, { lineWidth: 110, version: '1.2', schema: 'core', aliasDuplicateObjects: false })
}

/** The reference that an item bears now; none where it has left the plan. */
type References = (ref: string) => readonly string[]

function currentReferences({ items, earlier }: PlanContents): References {
  const byRef = new Map(items.map((item) => [item.ref, item.ref]))
  return (ref) => {
    const own = byRef.get(ref)
    if (own !== undefined) return [own]
    const bearer = earlier.findLast((each) => each.ref === ref)
    const renamed = items.find(({ id }) => id === bearer?.id)
    return renamed ? [renamed.ref] : []
  }
}

function writtenScale({ scale }: PlanSettings): object {
  const ratings = scale.order === 'best-first' ? [...scale.ratings].reverse() : scale.ratings
  return filled({
    notStarted: scale.notStarted,
    order: scale.order,
    ratings: ratings.map(({ final, ...rating }) => filled({ ...rating, final: final || undefined })),
  })
}

function writtenPolicies({ policies, levels }: PlanSettings): object {
  const { signOffLevel, chairsAction, agrees, channelNotice, ...others } = policies
  return filled({
    ...others,
    signOff: levels[signOffLevel]?.word,
    chairsAction: chairsAction && filled({ ...chairsAction }),
    agrees: agrees && filled({ ...agrees, ending: undefined }),
    channelNotice: channelNotice || undefined,
  })
}

function writtenLink(ends: readonly LinkEnd[], refs: References): readonly (readonly string[])[] {
  const written = ends.map(({ plan, ref }) => (plan === undefined ? refs(ref)[0] : `${plan}: ${ref}`))
  return written.every((end) => end !== undefined) ? [written] : []
}

function writtenRole({ code, title, titleBasis }: Role, { organisations = [] }: PlanSettings): object {
  const organisation = organisations.find((each) => each.code === code)
  return filled({
    code,
    title,
    titleBasis,
    kind: organisation && 'organisation',
    contact: organisation?.contact,
  })
}

function writtenBody(body: Body): object {
  const { code, name, aliases, purpose, chair, members, reportsTo, cadence, cadenceAsGiven } = body
  return filled({
    code,
    name,
    aliases,
    purpose: purpose || undefined,
    chair,
    members,
    reportsTo,
    cadence: cadence.map(writtenCadence),
    cadenceAsGiven,
    byArrangement: body.byArrangement,
    illustrative: body.illustrative || undefined,
    clock: body.clock,
  })
}

const SINGULAR = { weeks: 'week', months: 'month', terms: 'term' } as const

function writtenCadence({ every, unit, from, time, on, days }: Cadence): object {
  if (unit === 'days') return { days, time }
  return filled({
    every: `${every} ${every === 1 ? SINGULAR[unit] : unit}`,
    on: on && weekdayText(on),
    from,
    time,
  })
}

const NTHS = ['', 'first', 'second', 'third', 'fourth', 'fifth']
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

function weekdayText({ nth, weekday }: NthWeekday): string {
  return `${nth === 'last' ? nth : NTHS[nth]} ${WEEKDAYS[weekday]}`
}

function writtenItem(item: Item, around: number, contents: PlanContents): object {
  const { settings, revisions, openings } = contents
  const { ref, level, title, leads, owners, supports, start, ongoing, details } = item
  const { aims, indicators, method, certainty, aspects, outcomes, progress, notes } = details
  const terms = settings.terms ?? []
  const later = revisions.get(item.id) ?? []
  const review = item.review && writtenDate(item.review, terms)
  return filled({
    ref,
    level: level === around + 1 ? undefined : settings.levels[level]?.word,
    title,
    lead: leads.length === 1 ? leads[0] : undefined,
    leads: leads.length > 1 ? leads : undefined,
    owners,
    supports,
    start,
    due: item.due && !ongoing ? writtenDate(item.due, terms) : undefined,
    ongoing: ongoing || undefined,
    // Something ongoing has no due date: what was revised is when it is reviewed.
    review: ongoing ? (later.at(-1)?.due ?? review) : review,
    revisions: ongoing ? undefined : later.map((revision) => filled({ ...revision })),
    certainty: certainty && filled({ ...certainty, uncertain: certainty.uncertain || undefined }),
    aspects: aspects.map(({ due, uncertain, ...aspect }) =>
      filled({ ...aspect, due: writtenDate(due, terms), uncertain: uncertain || undefined }),
    ),
    aims,
    indicators,
    method,
    outcomes,
    progress,
    opening: (openings.get(item.id) ?? []).map((opening) => filled({ ...opening })),
    notes,
    items: childrenOf(item, contents.items).map((part) => writtenItem(part, level, contents)),
  })
}

function writtenMeasure({ items, headline, period, ...measure }: Measure, refs: References): object {
  return filled({
    ...measure,
    sampleSize: measure.sampleSize,
    period: period && filled({ ...period }),
    items: items.flatMap(refs),
    headline: headline || undefined,
  })
}

/** Without what says nothing: no value, or an empty list. */
function filled(block: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(block).filter(
      ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  )
}
