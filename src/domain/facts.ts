import type { Measure } from './measure.ts'
import type { Day, GivenDay, PlanWords } from './plan.ts'
import type { Demand, Rating, State } from './scale.ts'

/**
 * Everything that one meeting is told, as plain data: kept at the cut-off, and from then on the only thing that is
 * read for that meeting. Scripts read it too, so names stay.
 */
export interface Facts {
  readonly plan: {
    readonly code: string
    readonly title: string
    readonly version: string
    readonly words: PlanWords
  }
  /** Worst first, as the key stood then. */
  readonly scale: readonly Rating[]
  readonly body: BodyFacts
  readonly meeting: MeetingFacts | null
  /** The instant that the facts are read at, and its day in the plan's time zone. */
  readonly asAt: string
  readonly day: Day
  readonly timeZone: string
  readonly period: PeriodFacts
  readonly counts: Counts
  readonly areas: readonly { readonly code: string; readonly title: string }[]
  /** Actions and sub-actions in the plan's order. */
  readonly items: readonly ItemFacts[]
  /** Requests that nobody had decided, oldest first. */
  readonly requests: readonly RequestFacts[]
  /** What bodies decided within the period. */
  readonly decisions: readonly DecisionFacts[]
  /** What meetings of this body asked for: not done, or done within the period. Editions stored before them lack it. */
  readonly actionsArising?: readonly ActionArisingFacts[]
  readonly measures: readonly Measure[]
  /** Who held each role that owns something. */
  readonly roles: readonly { readonly code: string; readonly holders: readonly string[] }[]
}

/** A meeting that a body had before, with the facts that were stored for it, if any were. */
export interface PastMeeting {
  readonly meetingDay: Day
  readonly facts: Facts | null
}

interface BodyFacts {
  readonly code: string
  readonly name: string
  /** What it decides; empty for a body that only recommends or reads. */
  readonly decides: readonly ('date' | 'sign-off')[]
  readonly recommends: boolean
  /** The names of the bodies that recommend to it. */
  readonly advisers: readonly string[]
}

interface MeetingFacts {
  readonly day: Day
  /** The meetings of the same body before and after. */
  readonly previous: Day | null
  readonly following: Day | null
}

/** From the cut-off of the previous meeting; null when there was none. */
interface PeriodFacts {
  readonly from: string | null
  readonly to: string
  /** When the period before it began. */
  readonly previousFrom: string | null
}

/** Every count is one of `of`, or of another number beside it. */
export interface Counts {
  /** Sub-actions, and actions without any. */
  readonly of: number
  /** Complete and not signed off. */
  readonly complete: number
  readonly signedOff: number
  /** Neither complete nor signed off. */
  readonly unfinished: number
  /** Of the rated: by what the plan's wording suggests, and no owner has confirmed it. */
  readonly toConfirm: number
  /** Unfinished ones by rating code; each unfinished one is here or not rated. */
  readonly rated: Readonly<Record<string, number>>
  readonly notRated: number
  /** Of the not rated: those of which nothing at all was ever stated. */
  readonly notStated: number
  /** Of the unfinished, with a position stated. */
  readonly overdue: number
  /** Of the not stated. */
  readonly pastDateNotStated: number
  readonly freshness: Freshness
  readonly actions: {
    readonly of: number
    /** Complete or signed off; of the others: rated as a whole by somebody, rated by their worst part, neither. */
    readonly finished: number
    readonly stated: number
    readonly rolledUp: number
    readonly notRated: number
  }
}

interface Freshness {
  /** Unfinished, or finished within the period: those of which a word was due. */
  readonly of: number
  readonly updated: number
  /** Of the updated: as the imported plan says, and nobody since. */
  readonly byPlan: number
  /** Without a word in this period and the one before. */
  readonly carriedTwice: number
  /** Of those: never a word at all. */
  readonly never: number
}

export interface ItemFacts {
  readonly ref: string
  readonly kind: 'action' | 'sub-action'
  readonly area: string
  /** The action of a sub-action. */
  readonly action: string | null
  readonly title: string
  /** Counted as one of the whole: a sub-action, or an action without any. */
  readonly counted: boolean
  /** Codes of the roles that answer for it. */
  readonly owners: readonly string[]
  readonly rating: string | null
  readonly basis: 'stated' | 'rolled-up' | 'not-rated'
  /** `not-started`: the key reads an item that has not started so. */
  readonly ratingFrom: 'said' | 'stated-in-plan' | 'read-from-key' | 'signed-off' | 'not-started' | null
  /** When the rating was last said, and since when it has been that. */
  readonly ratedAt: string | null
  readonly ratedBy: string | null
  readonly ratedSince: string | null
  readonly coverage: { readonly rated: number; readonly of: number } | null
  readonly state: State | null
  readonly completedOn: Day | null
  /** When the state was last said. */
  readonly stateSaidAt: string | null
  readonly stateSaidBy: string | null
  readonly signedOff: boolean
  readonly finalProposed: boolean
  readonly positionStated: boolean
  readonly dueDate: Day | null
  readonly dueAsGiven: string | null
  readonly originalDueDate: Day | null
  readonly originalDueAsGiven: string | null
  readonly dueBasis: 'none' | 'original' | 'printed' | 'approved'
  readonly ongoing: boolean
  readonly reviewDate: Day | null
  readonly daysOverdue: number | null
  readonly revisions: readonly RevisionFacts[]
  readonly note: { readonly text: string; readonly by: string; readonly at: string } | null
  readonly evidenceAt: string | null
  readonly outstanding: readonly Demand['kind'][]
  readonly last: { readonly by: string; readonly at: string; readonly fromPlan: boolean } | null
  /** When another date or sign-off was last asked for. */
  readonly askedAt: string | null
  /** The first rating or state ever given, of an item of which the previous edition knew nothing, or no rating as a whole. */
  readonly firstStated: FirstStated | null
}

export interface FirstStated {
  readonly at: string
  readonly rating: string | null
  readonly state: State | null
  readonly fromPlan: boolean
}

interface RevisionFacts {
  readonly due: GivenDay
  readonly basis: 'printed' | 'approved'
  readonly approvedBy: string | null
  /** The source leaves open whether it is a revision at all. */
  readonly ambiguous: boolean
  readonly at: string
}

export interface RequestFacts {
  readonly request: string
  readonly kind: 'date' | 'sign-off'
  readonly ref: string
  readonly fromDay: Day | null
  readonly toDay: Day | null
  readonly toAsGiven: string | null
  readonly reason: string
  readonly askedBy: string
  readonly onBehalfOf: string | null
  readonly askedAt: string
  readonly deferred: boolean
  /** When bodies put it off. Editions stored before this was told lack it. */
  readonly deferrals?: readonly DeferralFacts[]
  readonly recommendations: readonly RecommendationFacts[]
}

export interface DecisionFacts {
  readonly request: string
  readonly kind: 'date' | 'sign-off'
  readonly ref: string
  readonly outcome: 'approved' | 'declined' | 'deferred' | 'recommended'
  /** The date that was asked for, and the one that was agreed. */
  readonly askedDay: Day | null
  readonly toDay: Day | null
  readonly body: string
  readonly bodyName: string
  /** The sitting that decided; null for a chair's action. */
  readonly meetingDay: Day | null
  readonly chairsAction: boolean
  readonly deputyReason: string | null
  readonly note: string | null
  readonly at: string
}

interface DeferralFacts {
  readonly body: string
  readonly bodyName: string
  readonly meetingDay: Day | null
  readonly at: string
}

export interface ActionArisingFacts {
  readonly number: number
  readonly text: string
  /** A role's code, or a name. */
  readonly owner: string | null
  readonly dueDate: Day | null
  readonly dueAsGiven: string | null
  readonly daysOverdue: number | null
  /** The meeting it arose from. */
  readonly meetingDay: Day | null
  readonly done: { readonly at: string; readonly by: string; readonly note: string | null } | null
}

interface RecommendationFacts {
  readonly body: string
  readonly bodyName: string
  /** "approve: minute 3.1" */
  readonly text: string
  readonly at: string
}
