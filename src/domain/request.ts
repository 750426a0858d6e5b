import { addMonths, endOfMonth } from './day.ts'
import { shortDay, shownDay } from './format.ts'
import type { Body, Day, Exactness, GivenDay, PlanAct, Policies } from './plan.ts'

/** Another due date, sign-off of the final rating, or a change of the plan itself. */
export type RequestKind = 'date' | 'sign-off' | 'change'

/** A request for a body to decide: another due date, or sign-off of the final rating. */
export interface Request {
  readonly id: number
  /** `4` in `R4`; counted per plan. */
  readonly number: number
  readonly kind: RequestKind
  readonly itemId: number
  readonly state: RequestState
  readonly fromDay: Day | null
  readonly toDay: Day | null
  readonly toAsGiven: string | null
  /** Null where it is not recorded. */
  readonly toExact: Exactness | null
  readonly reason: string
  readonly askedBy: number
  readonly onBehalfOf: number | null
  readonly askedAt: string
  /** What is asked for, where it is a change of the plan. */
  readonly change: AskedChange | null
}

/** A change of the plan that a board is asked to agree. */
export interface AskedChange {
  readonly act: PlanAct
  /** The code of the body that agrees it. */
  readonly body: string
  /** "close B1(c), no longer required" */
  readonly text: string
  /** The command that makes it, once it is agreed, with its arguments. */
  readonly command: string
  readonly args: Readonly<Record<string, unknown>>
}

type RequestState = 'pending' | 'approved' | 'declined' | 'deferred' | 'withdrawn'

/** The person deciding, and their ties to the request. */
export interface Decider {
  readonly personId: number
  readonly isCoordinator: boolean
  readonly chairs: readonly string[]
  readonly deputises: readonly string[]
  /** People with an interest in the request: who asked, on whose behalf, and who owns or leads the item. */
  readonly interested: readonly number[]
  /** People who declared an interest in the item. */
  readonly declared?: readonly number[]
}

export interface ToDecide {
  readonly request: Request
  readonly policies: Policies
  /** The item's present rating. */
  readonly ratingCode: string | null
  /** Revisions already decided or printed for the item. */
  readonly earlierRevisions: number
  readonly toDay: Day | null
  /** Whether the chair of the deciding body has an interest too. */
  readonly chairInterested: boolean
  /** The reason given for the deputy to act. */
  readonly deputyReason: string | null
}

/** The right by which a decision may be taken, or why it may not. */
export type Right =
  | { readonly may: 'record' }
  | { readonly may: 'chairs-action'; readonly deputyReason: string | null }
  | { readonly may: 'not'; readonly because: string; readonly route: 'meeting' | 'someone-else' | 'reason' }

export function rightToDecide(decider: Decider, toDecide: ToDecide): Right {
  const { request, policies } = toDecide
  if (decider.isCoordinator) return { may: 'record' }
  const body = decidingBody(policies, request)
  const chairs = decider.chairs.includes(body)
  if (!chairs && !decider.deputises.includes(body)) {
    return not('you do not chair the board that decides it', 'meeting')
  }
  if (decider.interested.includes(decider.personId)) {
    return not('you asked for it or own the item, and nobody decides their own request', 'someone-else')
  }
  if (decider.declared?.includes(decider.personId)) {
    return not(
      'you declared an interest in it, and nobody decides what they have an interest in',
      'someone-else',
    )
  }
  const limits = outsideChairsAction(toDecide)
  if (limits) return not(limits, 'meeting')
  if (chairs) return { may: 'chairs-action', deputyReason: null }
  if (toDecide.chairInterested) {
    return {
      may: 'chairs-action',
      deputyReason: 'the chair asked for it, owns the item or has declared an interest in it',
    }
  }
  if (!toDecide.deputyReason) {
    return not('a deputy acts only when the chair is absent or has an interest; say why', 'reason')
  }
  return { may: 'chairs-action', deputyReason: toDecide.deputyReason }
}

/** The date that is asked for, in the words and as exact as it was given; undefined where none is. */
export function askedDate({
  toDay,
  toAsGiven,
  toExact,
}: Pick<Request, 'toDay' | 'toAsGiven'> & { readonly toExact?: Exactness | null | undefined }):
  | GivenDay
  | undefined {
  if (toDay === null) return undefined
  return { on: toDay, asGiven: toAsGiven ?? shortDay(toDay), exact: toExact ?? undefined }
}

/** The code of the body that decides a request. */
export function decidingBody(
  policies: Policies,
  {
    kind,
    change,
  }: { readonly kind: RequestKind; readonly change?: Pick<AskedChange, 'body'> | null | undefined },
): string {
  if (kind === 'sign-off') return policies.decidesSignOff
  return change ? change.body : policies.decidesDates
}

/** What is asked for, in a few words: "Jan 2021", "sign-off", "close B1(c), no longer required". */
export function askedWords({
  kind,
  change,
  ...date
}: Pick<Request, 'kind' | 'toDay' | 'toAsGiven'> & {
  readonly toExact?: Exactness | null | undefined
  readonly change?: Pick<AskedChange, 'text'> | null | undefined
}): string {
  if (kind === 'change') return change?.text ?? 'a change to the plan'
  const day = kind === 'date' ? askedDate(date) : undefined
  return day ? shownDay(day) : 'sign-off'
}

function outsideChairsAction({
  request,
  policies,
  ratingCode,
  earlierRevisions,
  toDay,
}: ToDecide): string | undefined {
  const rule = policies.chairsAction
  if (!rule) return 'this plan has no chair’s action'
  if (rule.clause === undefined) return 'the plan file cites no clause that lets the chair act alone'
  if (request.kind === 'sign-off') return 'sign-off is never a chair’s action'
  if (request.kind === 'change') return 'a change to the plan is never a chair’s action'
  if (rule.firstRevisionOnly && earlierRevisions > 0) {
    return 'the date has been revised before, and the chair alone may decide only a first revision'
  }
  if (ratingCode !== null && rule.notRated.includes(ratingCode)) {
    return `the item is ${ratingCode}, which the chair alone may not re-date`
  }
  if (!request.fromDay || !toDay) return 'the item has no date that could move'
  if (toDay > monthsLater(request.fromDay, rule.maximumMonths)) {
    const limit = rule.maximumMonths === 1 ? 'one month' : `${rule.maximumMonths} months`
    return `the chair alone may move a date by up to ${limit}`
  }
  return undefined
}

/** Month ends stay month ends: a month after the end of April is the end of May. */
function monthsLater(day: Day, months: number): Day {
  const later = addMonths(day, months)
  return day === endOfMonth(day.slice(0, 7)) ? endOfMonth(later.slice(0, 7)) : later
}

function not(because: string, route: 'meeting' | 'someone-else' | 'reason'): Right {
  return { may: 'not', because, route }
}

/** Whether whoever recorded a body's decision had asked for it before. */
export function isRecordersOwn(
  request: Pick<Request, 'askedBy' | 'askedAt'>,
  decision: { readonly personId: number; readonly decidedAt: string; readonly chairsAction: number },
): boolean {
  return (
    decision.chairsAction === 0 &&
    request.askedBy === decision.personId &&
    request.askedAt < decision.decidedAt
  )
}

/** The body with this code, name or alias. */
export function findBody(bodies: readonly Body[], word: string): Body | undefined {
  const wanted = word.trim().toLowerCase().replace(/^the /, '')
  return bodies.find((body) =>
    [body.code, body.name, ...body.aliases].some((known) => known.toLowerCase() === wanted),
  )
}
