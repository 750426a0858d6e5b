import type { Correction } from './correction.ts'
import type { ItemChangeKind } from './item-changes.ts'
import type { Measure } from './measure.ts'
import type { Day, Ended, Exactness, Finding, GivenDay, ItemDetails, Leaving, Level, Place } from './plan.ts'
import type { RequestKind } from './request.ts'
import type { Demand, Rating, State } from './scale.ts'

/**
 * Everything shown to one meeting, as plain data. It is stored at the cut-off and from then on is the only source for
 * that meeting. Scripts read it too, so the names must not change.
 */
export interface Facts {
  /** The shape of what follows. Facts that were stored in an earlier one are lifted to this when they are read. */
  readonly shape: 2
  readonly plan: {
    readonly code: string
    readonly title: string
    readonly version: string
    /** From the outside in. */
    readonly levels: readonly Level[]
    /** The level at which items are counted, as an index into `levels`. */
    readonly countedLevel: number
    /** If it was over by then. */
    readonly ended?: Ended | undefined
    /** The titles of the plans that items were carried over from. */
    readonly replaces?: readonly string[] | undefined
  }
  /** Worst first, as the key stood at the time; empty if the plan rates nothing. */
  readonly scale: readonly Rating[]
  readonly body: BodyFacts
  readonly meeting: MeetingFacts | null
  /** The instant at which the facts are read, and its day in the plan's time zone. */
  readonly asAt: string
  readonly day: Day
  readonly timeZone: string
  readonly period: PeriodFacts
  readonly counts: Counts
  /** The items of all levels in the plan's order, each before its parts. */
  readonly items: readonly ItemFacts[]
  /** Undecided requests, oldest first. */
  readonly requests: readonly RequestFacts[]
  /** Decisions within the period. */
  readonly decisions: readonly DecisionFacts[]
  /** Actions that this body's meetings asked for: not done, or done within the period. Older editions lack it. */
  readonly actionsArising?: readonly ActionArisingFacts[]
  /** What changed in the plan itself within the period, in the order in which it holds. Older editions lack it. */
  readonly planChanges?: readonly PlanChangeFacts[]
  /** What was put right, within the period, in digests of this body that were out. Missing where nothing was. */
  readonly corrections?: readonly Correction[]
  /** How many restricted items are left out of which everybody may know; missing where there are none. */
  readonly notShown?: number
  /** Since which day items are counted and rated in this way; missing where that never changed. */
  readonly countedSince?: Day
  /** What the plan answers. Older editions lack them. */
  readonly findings?: readonly Finding[]
  readonly measures: readonly Measure[]
  /** The holders of each role that owns something. */
  readonly roles: readonly { readonly code: string; readonly holders: readonly string[] }[]
}

/** A change of an item of the plan: what it was and what it is, in words. */
export interface PlanChangeFacts {
  readonly kind: ItemChangeKind | 'measure'
  readonly id: number
  /** As it bears it after the change. */
  readonly ref: string
  readonly title: string
  /** What the change is about: the reference, the title, the item around it, who answers for it, its date. */
  readonly was: string | null
  readonly is: string | null
  readonly why: Leaving['why'] | null
  /** The reference of the item that it was merged into. */
  readonly into: string | null
  /** "Improvement Board, 8 Dec 2020, minute 4.3" */
  readonly basis: string | null
  readonly reason: string | null
  /** It corrects a misprint: days before it keep what stood then. */
  readonly isMisprint: boolean
  /** From when it holds, and when it was recorded. */
  readonly at: string
  readonly day: Day
  readonly recordedDay: Day
  /** How an item stood when it left. */
  readonly stood: {
    readonly rating: string | null
    readonly state: State | null
    readonly daysOverdue: number | null
  } | null
}

/** An earlier meeting of a body, with the facts stored for it, if any. */
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

/** From the cut-off of the previous meeting; null if there was none. */
interface PeriodFacts {
  readonly from: string | null
  readonly to: string
  /** Start of the previous period. */
  readonly previousFrom: string | null
}

/** Each count is a part of `of` or of the number named beside it. */
export interface Counts {
  readonly of: number
  /** Complete but not signed off. */
  readonly complete: number
  readonly signedOff: number
  /** Neither complete nor signed off. */
  readonly unfinished: number
  /** Part of the rated: read from the plan's wording, not confirmed by an owner. */
  readonly toConfirm: number
  /** Unfinished items by rating code; every unfinished item is counted here or under `notRated`. */
  readonly rated: Readonly<Record<string, number>>
  readonly notRated: number
  /** The unfinished by what was said of their state. */
  readonly states: {
    readonly notStarted: number
    readonly inProgress: number
    readonly notSaid: number
  }
  /** Part of the not rated: nothing was ever stated. */
  readonly notStated: number
  /** Part of the unfinished, with a stated position. */
  readonly overdue: number
  /** Part of the not stated. */
  readonly pastDateNotStated: number
  readonly freshness: Freshness
  /** The items that are rolled up, level by level from the outside in. */
  readonly wholes: readonly {
    readonly level: number
    readonly of: number
    /** Complete or signed off. The others are rated as a whole, rolled up from their worst part, or not rated. */
    readonly finished: number
    readonly stated: number
    readonly rolledUp: number
    readonly notRated: number
  }[]
}

interface Freshness {
  /** Items due an update: unfinished, or finished within the period. */
  readonly of: number
  readonly updated: number
  /** Part of the updated: stated by the imported plan only. */
  readonly byPlan: number
  /** No update in this period or the previous one. */
  readonly carriedTwice: number
  /** Part of those: never any update. */
  readonly never: number
}

export interface ItemFacts {
  /** The item itself, whatever its reference is or becomes. */
  readonly id: number
  readonly ref: string
  /** An index into the plan's levels. */
  readonly level: number
  readonly place: Place
  /** The reference of the item around it. */
  readonly parent: string | null
  readonly title: string
  /** Codes of the roles that answer for it. */
  readonly owners: readonly string[]
  readonly rating: string | null
  readonly basis: 'stated' | 'rolled-up' | 'not-rated'
  /** `not-started`: the key's reading of an item that has not started. */
  readonly ratingFrom: 'said' | 'stated-in-plan' | 'read-from-key' | 'signed-off' | 'not-started' | null
  /** When the rating was last given, by whom, and since when it has held. */
  readonly ratedAt: string | null
  readonly ratedBy: string | null
  readonly ratedSince: string | null
  readonly coverage: { readonly rated: number; readonly of: number } | null
  readonly state: State | null
  readonly completedOn: Day | null
  /** When the state was last reported. */
  readonly stateSaidAt: string | null
  readonly stateSaidBy: string | null
  readonly signedOff: boolean
  readonly finalProposed: boolean
  readonly positionStated: boolean
  readonly dueDate: Day | null
  readonly dueAsGiven: string | null
  /** How exact the date is meant to be; missing where that is not recorded. */
  readonly dueExact?: Exactness | undefined
  readonly originalDueDate: Day | null
  readonly originalDueAsGiven: string | null
  readonly originalDueExact?: Exactness | undefined
  readonly dueBasis: 'none' | 'original' | 'printed' | 'approved'
  readonly ongoing: boolean
  readonly reviewDate: Day | null
  readonly daysOverdue: number | null
  readonly revisions: readonly RevisionFacts[]
  readonly note: { readonly text: string; readonly by: string; readonly at: string } | null
  readonly evidenceAt: string | null
  readonly outstanding: readonly Demand['kind'][]
  readonly last: { readonly by: string; readonly at: string; readonly fromPlan: boolean } | null
  /** When another date or sign-off was last requested. */
  readonly askedAt: string | null
  /** It joined so short a time ago that nobody is asked about it yet. */
  readonly isNew?: true
  /** The board's own rating, where it is another than the owner's. Older editions lack these three. */
  readonly assessment?: {
    readonly rating: string
    readonly on: Day
    readonly minute: string
    readonly words: string
  }
  /** It is finished and looked at again: how far that is answered, in words. */
  readonly monitored?: string
  /** How an officer judges its direction, in words. */
  readonly judged?: string
  /** What the plan says of it besides, as far as it says anything. Older editions lack it. */
  readonly says?: PlanSays
  /** The first rating or state ever given, if the previous edition had none (for a whole: no rating of its own). */
  readonly firstStated: FirstStated | null
}

/** What people read of an item's details. */
type PlanSays = Partial<
  Pick<ItemDetails, 'aims' | 'indicators' | 'outcomes' | 'progress' | 'notes' | 'aspects'>
> & { readonly method?: string }

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
  readonly kind: RequestKind
  /** The change of the plan that is asked for, and who agrees it. */
  readonly change?: { readonly text: string; readonly body: string } | undefined
  readonly ref: string
  readonly fromDay: Day | null
  readonly toDay: Day | null
  readonly toAsGiven: string | null
  /** How exact that date is meant to be; missing where it is not recorded. */
  readonly toExact?: Exactness | undefined
  readonly reason: string
  readonly askedBy: string
  readonly onBehalfOf: string | null
  readonly askedAt: string
  readonly deferred: boolean
  /** Earlier deferrals. Older editions lack it. */
  readonly deferrals?: readonly DeferralFacts[]
  readonly recommendations: readonly RecommendationFacts[]
}

export interface DecisionFacts {
  readonly request: string
  readonly kind: RequestKind
  /** The change of the plan that was asked for. */
  readonly change?: { readonly text: string } | undefined
  readonly ref: string
  /** How the board’s kind calls the outcome, where it is not the usual word. */
  readonly outcomeWord?: string
  /** The clause that let the chair act alone. */
  readonly clause?: string
  readonly outcome: 'approved' | 'declined' | 'deferred' | 'recommended'
  /** The date requested, and the date agreed. */
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
  /** Whoever recorded it had asked for it before. Older editions lack it. */
  readonly recorderAsked?: true
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
