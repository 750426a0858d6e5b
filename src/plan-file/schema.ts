import { z } from 'zod'
import { endOfMonth, isDay } from '../domain/day.ts'

/** A month or a day; a month counts to its last day. `asGiven` keeps the printed form. */
const given = z
  .strictObject({ on: z.string(), asGiven: z.string().min(1) })
  .transform(({ on, asGiven }, context) => {
    const day = dayOf(on)
    if (day) return { on: day, asGiven }
    context.addIssue({
      code: 'custom',
      path: ['on'],
      message: `"${on}" is not a month (2020-02) or a day (2020-02-29)`,
    })
    return z.NEVER
  })

const day = z.string().refine(isDay, { error: 'expected a day such as 2020-11-24' })
const text = z.string().trim().min(1)
const texts = z.array(text).default([])
const code = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}-]*$/u, { error: 'expected a code of letters, digits and hyphens' })

const demand = z.strictObject({ kind: z.enum(['note', 'date', 'evidence', 'sign-off']), question: text })

const rating = z.strictObject({
  code,
  label: text,
  letter: z.string().min(1).max(2),
  mark: z.string().min(1).max(2),
  tone: z.enum(['red', 'orange', 'amber', 'yellow', 'green', 'blue', 'purple', 'grey']),
  definition: text,
  words: texts,
  demands: z.array(demand).default([]),
  impliesState: z.enum(['not-started', 'in-progress', 'complete']).optional(),
  final: z.boolean().default(false),
})

const cadence = z
  .strictObject({
    every: z.string().regex(/^[1-9]\d? (week|month)s?$/, { error: 'expected "6 weeks" or "1 month"' }),
    from: day,
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time such as 14:00' }),
  })
  .transform(({ every, from, time }) => ({
    every: Number.parseInt(every, 10),
    unit: every.includes('week') ? ('weeks' as const) : ('months' as const),
    from,
    time,
  }))

const body = z.strictObject({
  code,
  name: text,
  aliases: texts,
  purpose: z.string().default(''),
  chair: text.nullable().default(null),
  members: texts,
  reportsTo: z.array(z.strictObject({ body: code, basis: text })).default([]),
  cadence: z.array(cadence).default([]),
  cadenceAsGiven: texts,
  illustrative: z.boolean().default(false),
})

const role = z.strictObject({ code, title: text, titleBasis: text.nullable().default(null) })

const revision = z.strictObject({
  due: given,
  /** From when the revision holds; without it, the day of the plan's position. */
  effective: given.optional(),
  note: text.nullable().default(null),
  ambiguous: z.boolean().default(false),
  approvedBy: text.nullable().default(null),
})

const opening = z.strictObject({
  effective: given.optional(),
  rating: code.optional(),
  basis: z.enum(['stated-in-plan', 'read-from-key']).default('stated-in-plan'),
  state: z.enum(['not-started', 'in-progress', 'complete']).optional(),
  note: text,
})

const certainty = z.strictObject({
  match: z.enum(['adjacent', 'column-order']),
  uncertain: z.boolean().default(false),
  reason: text.optional(),
  alternatives: texts,
})

const aspect = z.strictObject({
  ref: text,
  title: text,
  due: given,
  state: text,
  basis: text,
  uncertain: z.boolean().default(false),
  reason: text.optional(),
  alternatives: texts,
})

const subAction = z.strictObject({
  ref: text,
  title: text,
  owners: z.array(code).default([]),
  start: day.nullable().default(null),
  due: given.nullable().default(null),
  ongoing: z.boolean().default(false),
  review: given.nullable().default(null),
  revisions: z.array(revision).default([]),
  certainty: certainty.optional(),
  aspects: z.array(aspect).default([]),
  opening: z.array(opening).default([]),
  notes: texts,
})

const action = z.strictObject({
  ref: text,
  title: text,
  lead: code.nullable().default(null),
  due: given.nullable().default(null),
  outcomes: texts,
  progress: texts,
  opening: z.array(opening).default([]),
  notes: texts,
  subActions: z.array(subAction).default([]),
})

const area = z.strictObject({
  code,
  title: text,
  aims: texts,
  indicators: texts,
  method: text.optional(),
  actions: z.array(action).min(1),
})

const policies = z.strictObject({
  decidesDates: code,
  decidesSignOff: code,
  recommends: z.array(code).default([]),
  signOff: z.enum(['action', 'sub-action']).default('action'),
  chairsAction: z
    .strictObject({
      firstRevisionOnly: z.boolean(),
      maximumMonths: z.number().int().positive(),
      notRated: z.array(code).default([]),
    })
    .optional(),
  undoMinutes: z.number().int().positive().default(15),
  channelNotice: z.boolean().default(false),
})

/** What a plan file holds. */
export const planFile = z.strictObject({
  code,
  title: text,
  version: text,
  source: text,
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'expected a time zone such as Europe/London' })
    .default('Europe/London'),
  words: z
    .strictObject({ area: text, action: text, subAction: text })
    .default({ area: 'area of concern', action: 'action', subAction: 'sub-action' }),
  scale: z.strictObject({
    notStarted: z.enum(['red', 'red-when-start-passed', 'unrated']),
    ratings: z.array(rating).min(2),
  }),
  policies,
  positionAt: given.optional(),
  notes: texts,
  roles: z.array(role).min(1),
  bodies: z.array(body).min(1),
  areas: z.array(area).min(1),
})

export type PlanFile = z.output<typeof planFile>
export type PlanFileAction = PlanFile['areas'][number]['actions'][number]
export type PlanFileSubAction = PlanFileAction['subActions'][number]
export type PlanFileOpening = PlanFileSubAction['opening'][number]

function dayOf(text: string): string | undefined {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return endOfMonth(text)
  return isDay(text) ? text : undefined
}

function isTimeZone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name)
}
