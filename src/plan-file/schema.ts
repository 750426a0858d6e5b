import { z } from 'zod'
import { plural } from '../domain/format.ts'
import {
  cadence,
  code,
  count,
  day,
  entry,
  given,
  letter,
  line,
  lines,
  list,
  mark,
  period,
  remark,
  shortName,
  text,
  texts,
  timeZone,
} from './fields.ts'
import { quoted } from './sentence.ts'

const state = z.enum(['not-started', 'in-progress', 'complete'])

/** Deeper than any plan that has been seen. */
const MOST_LEVELS = 6

/** More cannot be told apart by colour and sign. */
const MOST_RATINGS = 9

const FIRST = '04:00'
const LAST = '23:00'

const time = z.string().refine((at) => /^([01]\d|2[0-3]):[0-5]\d$/.test(at) && at >= FIRST && at <= LAST, {
  error: ({ input }) => `${quoted(input)} is not a time from ${FIRST} to ${LAST} such as 09:00`,
})

const MOST_DAYS = 60

const days = z
  .string()
  .refine((written) => /^[1-9]\d?$/.test(written) && Number(written) <= MOST_DAYS, {
    error: ({ input }) => `${quoted(input)} is not a number of working days from 1 to ${MOST_DAYS}`,
  })
  .transform(Number)

const step = entry({ days: days.optional(), at: time.optional() }, '{ days: 7, at: 12:00 }')

/** A body's differences from the usual meeting clock. */
const meetingClock = entry({
  roster: step.optional(),
  collect: step.optional(),
  chase: step.optional(),
  cutOff: step.optional(),
  digest: step.optional(),
})

const rating = entry({
  code,
  label: line,
  letter,
  mark,
  tone: z.enum(['red', 'orange', 'amber', 'yellow', 'green', 'blue', 'purple', 'grey']),
  definition: line,
  words: lines,
  demands: list(entry({ kind: z.enum(['note', 'date', 'evidence', 'sign-off']), question: line })),
  impliesState: state.optional(),
  final: z.boolean().default(false),
  offTrack: z.boolean().optional(),
})

const body = entry({
  code,
  name: line,
  aliases: lines,
  purpose: remark.default(''),
  chair: line.nullable().default(null),
  members: lines,
  reportsTo: list(entry({ body: code, basis: line })),
  cadence: list(cadence),
  cadenceAsGiven: lines,
  byArrangement: z.boolean().optional(),
  illustrative: z.boolean().default(false),
  clock: meetingClock.optional(),
})

const role = entry({
  code,
  title: line,
  titleBasis: line.nullable().default(null),
  /** An organisation leads and owns as a post does. */
  kind: z.enum(['post', 'organisation']).default('post'),
  /** The post that speaks for an organisation. */
  contact: code.optional(),
})

const revision = entry({
  due: given,
  /** When the revision takes effect; without it, on the day of the plan's position. */
  effective: given.optional(),
  note: text.nullable().default(null),
  ambiguous: z.boolean().default(false),
  approvedBy: line.nullable().default(null),
})

const opening = entry({
  effective: given.optional(),
  rating: code.optional(),
  basis: z.enum(['stated-in-plan', 'read-from-key']).default('stated-in-plan'),
  state: state.optional(),
  note: text,
})

const certainty = entry({
  match: z.enum(['adjacent', 'column-order']),
  uncertain: z.boolean().default(false),
  reason: line.optional(),
  alternatives: lines,
})

const aspect = entry({
  ref: line,
  title: line,
  due: given,
  state: line,
  basis: line,
  uncertain: z.boolean().default(false),
  reason: line.optional(),
  alternatives: lines,
})

const subAction = entry({
  ref: line,
  title: line,
  owners: list(code),
  start: day.nullable().default(null),
  due: given.nullable().default(null),
  ongoing: z.boolean().default(false),
  review: given.nullable().default(null),
  revisions: list(revision),
  certainty: certainty.optional(),
  aspects: list(aspect),
  opening: list(opening),
  notes: texts,
})

const action = entry({
  ref: line,
  title: line,
  lead: code.nullable().default(null),
  due: given.nullable().default(null),
  outcomes: texts,
  progress: texts,
  opening: list(opening),
  notes: texts,
  subActions: list(subAction),
})

const area = entry({
  code,
  title: line,
  aims: texts,
  indicators: texts,
  method: text.optional(),
  actions: z.array(action).min(1),
})

const measure = entry({
  code,
  name: line,
  kind: z.enum(['actual', 'target', 'baseline', 'reference']),
  period: period.nullable().default(null),
  value: line,
  unit: line,
  comparators: list(entry({ name: line, value: line })),
  sampleSize: count.nullable().default(null),
  good: z.enum(['higher', 'lower']).nullable().default(null),
  source: line.nullable().default(null),
  items: lines,
  areas: list(code),
  headline: z.boolean().default(false),
  note: line.nullable().default(null),
})

const policies = entry({
  decidesDates: code,
  decidesSignOff: code,
  recommends: list(code),
  /** The word of the level at which items are signed off. */
  signOff: line.optional(),
  chairsAction: entry({
    firstRevisionOnly: z.boolean(),
    maximumMonths: count,
    notRated: list(code),
  }).optional(),
  /** Who agrees changes of the plan itself: a body's code, or the coordinator. */
  agrees: entry({
    typing: code.optional(),
    owners: code.optional(),
    wording: code.optional(),
    targets: code.optional(),
    joining: code.optional(),
    leaving: code.optional(),
    merging: code.optional(),
  }).optional(),
  undoMinutes: count.default(15),
  channelNotice: z.boolean().default(false),
})

/** The last day of a plan, and how that is known: "Cabinet, minute 12". */
const ended = entry({ on: day, basis: line.optional() }, '{ on: 2018-03-31, basis: Cabinet, minute 12 }')

/** Two items that are about the same: references, of which one may be another plan's, `sif: 4`. */
const link = z.tuple([line, line], {
  error: () => 'expected two references such as [ 1, 9 ] or [ 1, "sif: 4" ]',
})

/** What an inspection or a review found, and the items that answer it. */
const finding = entry({ ref: line, text: line, source: line.optional(), items: lines })

/** What the public may read, in its own wording, and the items that show how far it is. */
const publicWording = entry({
  title: line.default('You said, we did'),
  intro: text.optional(),
  said: z.array(entry({ you: text, we: text, items: lines })).min(1),
})

/** An item at any level; those within it are of a level further in. */
const item: z.ZodType<WrittenItem, unknown> = entry({
  ref: line,
  /** The word of its level, where that is not the next one inside the item around it. */
  level: line.optional(),
  title: line,
  lead: code.nullable().default(null),
  leads: list(code),
  owners: list(code),
  supports: list(code),
  start: day.nullable().default(null),
  due: given.nullable().default(null),
  ongoing: z.boolean().default(false),
  review: given.nullable().default(null),
  revisions: list(revision),
  certainty: certainty.optional(),
  aspects: list(aspect),
  aims: texts,
  indicators: texts,
  method: text.optional(),
  outcomes: texts,
  progress: texts,
  opening: list(opening),
  notes: texts,
  items: list(z.lazy(() => item)),
})

/** An item as the file has it. */
export interface WrittenItem extends Omit<z.output<typeof subAction>, never> {
  readonly level?: string | undefined
  readonly lead: string | null
  readonly leads: readonly string[]
  readonly supports: readonly string[]
  readonly aims: readonly string[]
  readonly indicators: readonly string[]
  readonly method?: string | undefined
  readonly outcomes: readonly string[]
  readonly progress: readonly string[]
  readonly items: readonly WrittenItem[]
}

/** A level by its word, whose usual plural holds unless the file gives another. */
const level = z.union([
  line.transform((word) => ({ word, plural: plural(word) })),
  entry({ word: line, plural: line }, '{ word: priority, plural: priorities }'),
])

export const planFile = entry({
  code,
  /** How people call the plan in a line. */
  short: shortName.optional(),
  title: line,
  version: line,
  source: line,
  timeZone: timeZone.default('Europe/London'),
  /** What the plan calls its areas, actions and sub-actions. */
  words: entry({ area: line, action: line, subAction: line }).optional(),
  /** From the outside in, with items. */
  levels: z.array(level).min(1).max(MOST_LEVELS).optional(),
  /** The word of the level at which items are counted. */
  counts: line.optional(),
  /** A plan without it rates nothing. */
  scale: entry({
    notStarted: z.enum(['red', 'red-when-start-passed', 'unrated']),
    order: z.enum(['worst-first', 'best-first']).default('worst-first'),
    ratings: z.array(rating).min(2).max(MOST_RATINGS),
  }).optional(),
  policies,
  /** Nobody has agreed it yet. */
  draft: z.literal(true).optional(),
  positionAt: given.optional(),
  /** The first day of a plan: before it, nothing in it is chased. */
  begins: day.optional(),
  /** A plan that is over: it is read, and nothing in it is chased. */
  ended: ended.optional(),
  links: z.array(link).optional(),
  /** Days on which the council is closed. */
  closedDays: z.array(entry({ on: day, name: line.optional() })).optional(),
  /** School terms, for days such as "half term" and "end of term". */
  terms: z
    .array(entry({ name: line, from: day, to: day, halfTerm: entry({ from: day, to: day }).optional() }))
    .optional(),
  notes: texts,
  findings: z.array(finding).optional(),
  public: publicWording.optional(),
  roles: z.array(role).min(1),
  bodies: z.array(body).min(1),
  items: z.array(item).min(1).optional(),
  /** Items of three levels: areas with their actions and sub-actions. */
  areas: z.array(area).min(1).optional(),
  measures: list(measure),
})

/** A plan file as written. `arranged` makes a plan of it. */
export type WrittenPlan = z.output<typeof planFile>
export type WrittenArea = NonNullable<WrittenPlan['areas']>[number]
export type PlanFileMeasure = WrittenPlan['measures'][number]
export type PlanFileOpening = WrittenItem['opening'][number]
