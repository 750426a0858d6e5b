import { z } from 'zod'
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
  text,
  texts,
  timeZone,
} from './fields.ts'
import { quoted } from './sentence.ts'

const state = z.enum(['not-started', 'in-progress', 'complete'])

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
  illustrative: z.boolean().default(false),
  clock: meetingClock.optional(),
})

const role = entry({ code, title: line, titleBasis: line.nullable().default(null) })

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
  signOff: z.enum(['action', 'sub-action']).default('action'),
  chairsAction: entry({
    firstRevisionOnly: z.boolean(),
    maximumMonths: count,
    notRated: list(code),
  }).optional(),
  undoMinutes: count.default(15),
  channelNotice: z.boolean().default(false),
})

export const planFile = entry({
  code,
  title: line,
  version: line,
  source: line,
  timeZone: timeZone.default('Europe/London'),
  words: entry({ area: line, action: line, subAction: line }).default({
    area: 'area of concern',
    action: 'action',
    subAction: 'sub-action',
  }),
  scale: entry({
    notStarted: z.enum(['red', 'red-when-start-passed', 'unrated']),
    ratings: z.array(rating).min(2),
  }),
  policies,
  positionAt: given.optional(),
  /** Days on which the council is closed. */
  closedDays: z.array(entry({ on: day, name: line.optional() })).optional(),
  /** School terms, for days such as "half term" and "end of term". */
  terms: z
    .array(entry({ name: line, from: day, to: day, halfTerm: entry({ from: day, to: day }).optional() }))
    .optional(),
  notes: texts,
  roles: z.array(role).min(1),
  bodies: z.array(body).min(1),
  areas: z.array(area).min(1),
  measures: list(measure),
})

export type PlanFile = z.output<typeof planFile>
export type PlanFileAction = PlanFile['areas'][number]['actions'][number]
export type PlanFileSubAction = PlanFileAction['subActions'][number]
export type PlanFileMeasure = PlanFile['measures'][number]
export type PlanFileOpening = PlanFileSubAction['opening'][number]
