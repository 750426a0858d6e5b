import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { endOfMonth, isDay } from './domain/day.ts'
import { plainReference } from './domain/reference.ts'

/** A month or a day; a month counts to its last day. `asGiven` keeps the printed form. */
const given = z
  .strictObject({ on: z.string(), asGiven: z.string().min(1) })
  .transform(({ on, asGiven }, context) => {
    const day = dayOf(on)
    if (day) return { on: day, asGiven }
    context.addIssue({ code: 'custom', path: ['on'], message: `"${on}" is not a month (2020-02) or a day (2020-02-29)` })
    return z.NEVER
  })

const day = z.string().refine(isDay, { error: 'expected a day such as 2020-11-24' })
const text = z.string().trim().min(1)
const texts = z.array(text).default([])
const code = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}-]*$/u, { error: 'expected a code of letters, digits and hyphens' })

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

const planFile = z.strictObject({
  code,
  title: text,
  version: text,
  source: text,
  timeZone: z.string().refine(isTimeZone, { error: 'expected a time zone such as Europe/London' }).default('Europe/London'),
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

/** Something about a plan file, at its line and column (both from 1). */
export interface Finding {
  readonly line: number
  readonly column: number
  readonly text: string
}

export type PlanFileReading =
  | { readonly plan: PlanFile; readonly errors: readonly []; readonly questions: readonly Finding[] }
  | { readonly plan: null; readonly errors: readonly Finding[]; readonly questions: readonly Finding[] }

type Path = readonly PropertyKey[]

/** Reads a plan file. Errors stop an import; questions are for a person to answer with the plan's authors. */
export function readPlanFile(yaml: string): PlanFileReading {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false })
  const at = (path: Path, message: string): Finding => {
    const { line, col } = lines.linePos(offsetOf(document, path))
    return { line, column: col, text: message }
  }
  const syntax = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0])
    return { line, column: col, text: error.message }
  })
  if (syntax.length > 0) return { plan: null, errors: syntax, questions: [] }
  const parsed = planFile.safeParse(document.toJS())
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => at(issue.path, sentenceOf(issue)))
    return { plan: null, errors, questions: [] }
  }
  const errors = contradictions(parsed.data).map(({ path, text }) => at(path, text))
  const questions = openQuestions(parsed.data).map(({ path, text }) => at(path, text))
  return errors.length > 0 ? { plan: null, errors, questions } : { plan: parsed.data, errors: [], questions }
}

interface Remark {
  readonly path: Path
  readonly text: string
}

/** What makes the file unusable: references to nothing, the same thing twice. */
function contradictions(plan: PlanFile): readonly Remark[] {
  const roles = new Set(plan.roles.map((each) => each.code))
  const bodies = new Set(plan.bodies.map((each) => each.code))
  const ratings = new Set(plan.scale.ratings.map((each) => each.code))
  const unknown = (known: ReadonlySet<string>, name: string, path: Path, kind: string): readonly Remark[] =>
    known.has(name) ? [] : [{ path, text: `unknown ${kind} "${name}": expected one of ${[...known].join(', ')}` }]
  const { chairsAction, decidesDates, decidesSignOff, recommends } = plan.policies
  return [
    ...twice(plan.roles.map((each, i) => ({ key: each.code, path: ['roles', i, 'code'] }))),
    ...twice(plan.bodies.map((each, i) => ({ key: each.code, path: ['bodies', i, 'code'] }))),
    ...twice(plan.areas.map((each, i) => ({ key: each.code, path: ['areas', i, 'code'] }))),
    ...twice(ratingNames(plan)),
    ...twice(plan.scale.ratings.map((each, i) => ({ key: each.mark, path: ['scale', 'ratings', i, 'mark'] }))),
    ...twice(references(plan)),
    ...finals(plan),
    ...unknown(bodies, decidesDates, ['policies', 'decidesDates'], 'body'),
    ...unknown(bodies, decidesSignOff, ['policies', 'decidesSignOff'], 'body'),
    ...recommends.flatMap((name, i) => unknown(bodies, name, ['policies', 'recommends', i], 'body')),
    ...(chairsAction?.notRated ?? []).flatMap((name, i) =>
      unknown(ratings, name, ['policies', 'chairsAction', 'notRated', i], 'rating'),
    ),
    ...plan.bodies.flatMap((each, b) => [
      ...each.reportsTo.flatMap(({ body: name }, i) =>
        unknown(bodies, name, ['bodies', b, 'reportsTo', i, 'body'], 'body'),
      ),
      ...cadenceOrder(each.cadence, b),
    ]),
    ...eachAction(plan).flatMap(({ action: each, path }) => [
      ...(each.lead === null ? [] : unknown(roles, each.lead, [...path, 'lead'], 'role')),
      ...openingProblems(each.opening, path, unknown, ratings),
    ]),
    ...eachSubAction(plan).flatMap(({ subAction: each, path }) => [
      ...each.owners.flatMap((name, i) => unknown(roles, name, [...path, 'owners', i], 'role')),
      ...(each.ongoing && each.due
        ? [{ path: [...path, 'ongoing'], text: `${each.ref} is ongoing and has a due date: expected one of the two` }]
        : []),
      ...openingProblems(each.opening, path, unknown, ratings),
    ]),
  ]
}

function openingProblems(
  openings: readonly PlanFileOpening[],
  path: Path,
  unknown: (known: ReadonlySet<string>, name: string, path: Path, kind: string) => readonly Remark[],
  ratings: ReadonlySet<string>,
): readonly Remark[] {
  return openings.flatMap((each, i) =>
    each.rating === undefined ? [] : unknown(ratings, each.rating, [...path, 'opening', i, 'rating'], 'rating'),
  )
}

function finals(plan: PlanFile): readonly Remark[] {
  const count = plan.scale.ratings.filter((each) => each.final).length
  return count < 2 ? [] : [{ path: ['scale', 'ratings'], text: `${count} ratings are final: expected one at most` }]
}

function cadenceOrder(rules: PlanFile['bodies'][number]['cadence'], body: number): readonly Remark[] {
  return rules.flatMap((rule, i) => {
    const before = rules[i - 1]
    return before && before.from >= rule.from
      ? [{ path: ['bodies', body, 'cadence', i, 'from'], text: `${rule.from} is not after ${before.from}: expected the earliest cadence first` }]
      : []
  })
}

function ratingNames(plan: PlanFile): readonly { key: string; path: Path }[] {
  return plan.scale.ratings.flatMap((each, i) =>
    [...new Set([each.code, each.label, each.letter, ...each.words].map((word) => word.toLowerCase()))].map((key) => ({
      key,
      path: ['scale', 'ratings', i],
    })),
  )
}

function references(plan: PlanFile): readonly { key: string; path: Path }[] {
  return [
    ...eachAction(plan).map(({ action: each, path }) => ({ key: plainReference(each.ref), path: [...path, 'ref'] })),
    ...eachSubAction(plan).map(({ subAction: each, path }) => ({
      key: plainReference(each.ref),
      path: [...path, 'ref'],
    })),
  ]
}

function twice(named: readonly { key: string; path: Path }[]): readonly Remark[] {
  const seen = new Set<string>()
  return named.flatMap(({ key, path }) => {
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    return [{ path, text: `"${key}" stands here a second time: expected each once` }]
  })
}

/** What a careful reader would ask the plan's authors. */
function openQuestions(plan: PlanFile): readonly Remark[] {
  return [
    ...plan.bodies.flatMap((each, i) =>
      each.cadence.length === 0 && decides(plan, each.code)
        ? [{ path: ['bodies', i], text: `${each.name} has no meeting cadence: when does it sit?` }]
        : [],
    ),
    ...eachAction(plan).flatMap(({ action: each, path }) => [
      ...(each.lead === null
        ? [{ path: [...path, 'ref'], text: `${each.ref} has no lead: who rates the ${plan.words.action} as a whole?` }]
        : []),
      ...ratingQuestions(plan, each.ref, each.opening, path),
    ]),
    ...eachSubAction(plan).flatMap(({ subAction: each, path }) => [
      ...dateQuestions(plan, each, path),
      ...(each.owners.length === 0 ? [{ path: [...path, 'ref'], text: `${each.ref} has no owner: who answers for it?` }] : []),
      ...ratingQuestions(plan, each.ref, each.opening, path),
    ]),
  ]
}

function decides(plan: PlanFile, body: string): boolean {
  return [plan.policies.decidesDates, plan.policies.decidesSignOff, ...plan.policies.recommends].includes(body)
}

function dateQuestions(plan: PlanFile, each: PlanFileSubAction, path: Path): readonly Remark[] {
  const dates = [...(each.due ? [each.due] : []), ...each.revisions.map((one) => one.due)]
  const years = plan.areas.flatMap((one) => one.actions.flatMap((two) => two.subActions.flatMap((three) => three.due?.on.slice(0, 4) ?? [])))
  const typical = Number(years.sort()[Math.floor(years.length / 2)] ?? 0)
  return [
    ...(each.due === null && !each.ongoing
      ? [{ path: [...path, 'ref'], text: `${each.ref} has no due date and is not ongoing: when is it due?` }]
      : []),
    ...(each.ongoing && each.review === null
      ? [{ path: [...path, 'ongoing'], text: `${each.ref} is ongoing without a review date: when is it looked at next?` }]
      : []),
    ...dates
      .filter(({ on }) => Math.abs(Number(on.slice(0, 4)) - typical) > 10)
      .map(({ on, asGiven }) => ({ path: [...path, 'due'], text: `${each.ref}: ${asGiven} (${on}) is more than ten years from the plan's other dates: is the year right?` })),
    ...oddPrints(each, dates, path),
    ...dates.flatMap(({ on, asGiven }, i) => {
      const before = dates[i - 1]
      return before && on <= before.on
        ? [{ path: [...path, 'revisions', i - 1], text: `${each.ref}: the revised date ${asGiven} is not after ${before.asGiven}: are they in order?` }]
        : []
    }),
    ...(each.certainty?.uncertain
      ? [{ path: [...path, 'certainty'], text: `${each.ref}: it is not certain that this date belongs here. ${each.certainty.reason ?? ''}`.trim() }]
      : []),
    ...each.revisions.flatMap((one, i) => [
      ...(one.ambiguous ? [{ path: [...path, 'revisions', i], text: `${each.ref}: ${one.due.asGiven} may be a range, not a revision: which is it?` }] : []),
      ...(one.approvedBy === null ? [{ path: [...path, 'revisions', i], text: `${each.ref}: the approval of ${one.due.asGiven} is not recorded: who approved it?` }] : []),
    ]),
  ]
}

/** The printed form names another year than the one that was read from it. */
function oddPrints(each: PlanFileSubAction, dates: readonly { on: string; asGiven: string }[], path: Path): readonly Remark[] {
  return dates.flatMap(({ on, asGiven }) => {
    const printed = asGiven.match(/\d{4}/g) ?? []
    return printed.length === 1 && printed[0] !== on.slice(0, 4)
      ? [{ path: [...path, 'due'], text: `${each.ref}: "${asGiven}" is printed and read as ${on}: is that the year meant?` }]
      : []
  })
}

function ratingQuestions(plan: PlanFile, ref: string, openings: readonly PlanFileOpening[], path: Path): readonly Remark[] {
  return openings.flatMap((each, i) => {
    if (each.rating === undefined || each.basis === 'stated-in-plan') return []
    const label = plan.scale.ratings.find((one) => one.code === each.rating)?.label ?? each.rating
    return [{ path: [...path, 'opening', i], text: `${ref}: ${label} is read from the wording of the plan's key, not stated: does the owner confirm it?` }]
  })
}

function eachAction(plan: PlanFile): readonly { action: PlanFileAction; path: Path }[] {
  return plan.areas.flatMap((one, a) => one.actions.map((each, i) => ({ action: each, path: ['areas', a, 'actions', i] })))
}

function eachSubAction(plan: PlanFile): readonly { subAction: PlanFileSubAction; path: Path }[] {
  return eachAction(plan).flatMap(({ action: one, path }) =>
    one.subActions.map((each, i) => ({ subAction: each, path: [...path, 'subActions', i] })),
  )
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') return `${where || 'the file'}: unknown ${issue.keys.join(', ')}`
  return where === '' ? issue.message : `${where}: ${issue.message}`
}

/** The place of a path in the document; of its nearest parent when the thing itself is missing. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const range = (node as { range?: [number, number, number] } | null | undefined)?.range
    if (range) return range[0]
  }
  return 0
}

function dayOf(text: string): string | undefined {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return endOfMonth(text)
  return isDay(text) ? text : undefined
}

function isTimeZone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name)
}
