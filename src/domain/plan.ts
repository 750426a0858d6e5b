import type { Revision } from './item-status.ts'
import type { PublicWording } from './public-document.ts'
import type { Scale } from './scale.ts'

/** An ISO day, `2020-11-24`. */
export type Day = string

/** A day with the words it was given in: a month means its last day but is shown as the month. */
export interface GivenDay {
  readonly on: Day
  readonly asGiven: string
  /** For a bare weekday in the past tense: the coming one, if that is nearer. */
  readonly orOn?: Day
  /** How exact the plan is about it; missing where that is not recorded. */
  readonly exact?: Exactness | undefined
}

export type Exactness = 'day' | 'month' | 'quarter' | 'term'

/** A level of the plan, with its word as the plan writes it: "action", "actions". */
export interface Level {
  readonly word: string
  readonly plural: string
}

export interface Policies {
  /** Codes of the bodies that decide dates and sign-off. */
  readonly decidesDates: string
  readonly decidesSignOff: string
  /** Bodies that recommend before the deciding body sits. */
  readonly recommends: readonly string[]
  /** The level at which items are normally signed off, as an index into the plan's levels. */
  readonly signOffLevel: number
  readonly chairsAction?: ChairsAction | undefined
  /** Who agrees changes of the plan itself; without it `agreesTo` says who. */
  readonly agrees?: { readonly [Act in PlanAct]?: string | undefined } | undefined
  readonly undoMinutes: number
  /** Whether an update made in a channel is announced there in one line. */
  readonly channelNotice: boolean
}

/** What can be done to the plan itself. */
export type PlanAct =
  | 'typing'
  | 'owners'
  | 'wording'
  | 'targets'
  | 'joining'
  | 'leaving'
  | 'merging'
  | 'ending'

/** What the chair of the deciding body may decide alone. */
interface ChairsAction {
  readonly firstRevisionOnly: boolean
  readonly maximumMonths: number
  readonly notRated: readonly string[]
}

export interface PlanSettings {
  readonly code: string
  /** How people call the plan in a line: `sif`. */
  readonly short?: string | undefined
  readonly title: string
  readonly version: string
  readonly timeZone: string
  readonly source: string
  /** From the outside in. */
  readonly levels: readonly Level[]
  /** The level at which items are counted, as an index into `levels`. */
  readonly countedLevel: number
  readonly scale: Scale
  readonly policies: Policies
  /** Nobody has agreed it yet, so that nobody has to agree its changes. */
  readonly draft?: true | undefined
  /** The round of updates that the imported position comes from. */
  readonly positionAt?: GivenDay | undefined
  readonly closedDays?: readonly ClosedDay[] | undefined
  readonly terms?: readonly Term[] | undefined
  readonly notes: readonly string[]
  /** The plan's first day, where it is not in force at once. */
  readonly begins?: Day | undefined
  /** The plan is over. */
  readonly ended?: Ended | undefined
  readonly links?: readonly Link[] | undefined
  /** Those of the roles that are organisations. */
  readonly organisations?: readonly Organisation[] | undefined
  /** What the plan answers; plans of before they were kept have none. */
  readonly findings?: readonly Finding[] | undefined
  /** What the public may read once it is published. */
  readonly public?: PublicWording | undefined
}

/** The last day of a plan: from the next one on it is read, and nothing in it is chased. */
export interface Ended {
  readonly on: Day
  /** "Cabinet, minute 12" */
  readonly basis?: string | undefined
  /** A board ended it here; its file need not say so. */
  readonly decided?: true | undefined
  /** The plans that its open items were carried over into. */
  readonly replacedBy?: readonly Pick<ItemElsewhere, 'plan' | 'title'>[] | undefined
}

/** Two items that are about the same, in one plan or in two. */
export type Link = readonly [LinkEnd, LinkEnd]

export interface LinkEnd {
  /** The code or the short name of another plan. */
  readonly plan?: string | undefined
  /** As the plan file writes it. */
  readonly ref: string
}

/** A role that an organisation has, not a post. */
export interface Organisation {
  readonly code: string
  /** The code of the post that speaks for it. */
  readonly contact?: string | undefined
}

/** What an inspection or a review found, and the items that answer it. */
export interface Finding {
  readonly ref: string
  readonly text: string
  readonly source?: string | undefined
  /** References, as the plan file names them. */
  readonly items: readonly string[]
}

/** A day on which the council is closed, apart from weekends and bank holidays. */
export interface ClosedDay {
  readonly on: Day
  readonly name?: string | undefined
}

/** A school term, from its first day to its last. */
export interface Term {
  readonly name: string
  readonly from: Day
  readonly to: Day
  readonly halfTerm?: { readonly from: Day; readonly to: Day } | undefined
}

export interface Plan extends PlanSettings {
  readonly id: number
}

/** How certain it is that a date in the source belongs to this item. */
interface Certainty {
  readonly match: 'adjacent' | 'column-order'
  readonly uncertain: boolean
  readonly reason?: string | undefined
  readonly alternatives: readonly string[]
}

/** A dated part inside a sub-action. */
interface Aspect {
  readonly ref: string
  readonly title: string
  readonly due: GivenDay
  readonly state: string
  readonly basis: string
  readonly uncertain: boolean
  readonly reason?: string | undefined
  readonly alternatives: readonly string[]
}

export interface ItemDetails {
  readonly aims: readonly string[]
  readonly indicators: readonly string[]
  readonly method?: string | undefined
  readonly certainty?: Certainty | undefined
  readonly aspects: readonly Aspect[]
  readonly outcomes: readonly string[]
  readonly progress: readonly string[]
  readonly notes: readonly string[]
  /** The revised dates that the plan file prints, which tell how exact each is. */
  readonly printed?: readonly GivenDay[] | undefined
  /** What the latest plan file says otherwise than the plan. */
  readonly fileSays?: FileSays | undefined
}

/**
 * What a plan file says of an item and the plan does not take over: it was put to a body, or whoever imported it left the
 * plan as it is. The same file says nothing new the next time.
 */
export interface FileSays {
  /** The date that it is due on, or an ongoing item is reviewed on. */
  readonly date?: GivenDay | null | undefined
  /** The original due date. */
  readonly due?: GivenDay | null | undefined
  readonly ongoing?: boolean | undefined
  readonly start?: Day | null | undefined
  /** The item is not in the file. */
  readonly missing?: true | undefined
}

/**
 * What an item is in its plan. `counted`: in the totals. `rolled-up`: outside the counted ones, which tell how it stands.
 * `step`: inside a counted one and in no total.
 */
export type Place = 'counted' | 'rolled-up' | 'step'

/** An item of the plan, at whatever level. */
export interface Item {
  readonly id: number
  /** As written in the plan: `A2(c)`. */
  readonly ref: string
  /** An index into the plan's levels. */
  readonly level: number
  readonly place: Place
  readonly parentId: number | null
  readonly title: string
  /** Its place in the plan's order, in which each item comes before its parts. */
  readonly sortOrder: number
  /** Codes of the roles that lead it. */
  readonly leads: readonly string[]
  /** Codes of the roles that own it. */
  readonly owners: readonly string[]
  /** Codes of the roles that support its owners. */
  readonly supports: readonly string[]
  readonly start: Day | null
  readonly due: GivenDay | null
  readonly ongoing: boolean
  readonly review: GivenDay | null
  readonly details: ItemDetails
  /** ISO instant since when it is in the plan: from when it joined, or last came back. */
  readonly joinedAt: string
  /** What it carries over from earlier plans. */
  readonly carries?: readonly Carried[] | undefined
  /** Null while it is in the plan. */
  readonly left: Left | null
}

/** An item that is out of the plan, as it was when it left. */
export interface LeftItem extends Item {
  readonly left: Left
}

/** Why an item is out of the plan. */
export interface Leaving {
  readonly why:
    | 'closed'
    | 'no-longer-required'
    | 'merged'
    | 'not-in-file'
    | 'carried-over'
    | 'not-carried-over'
  /** The id of the item that it was merged into. */
  readonly into?: number | undefined
  /** The item of another plan that it was carried over as. */
  readonly as?: ItemElsewhere | undefined
}

/** An item of another plan, as it was called when it was spoken of. */
export interface ItemElsewhere {
  readonly itemId: number
  readonly ref: string
  /** The code, the short name and the title of its plan. */
  readonly plan: string
  readonly short?: string | undefined
  readonly title: string
}

/** The item of an earlier plan that one carries over, with its dates until then: its age counts from the first of them. */
export interface Carried extends ItemElsewhere {
  readonly due: GivenDay | null
  readonly revisions: readonly Revision[]
  /** "Improvement Board, 8 Dec 2020, minute 4.3" */
  readonly basis: string | null
  /** ISO instant from which it was carried over. */
  readonly at: string
}

export interface Left extends Leaving {
  readonly at: string
  readonly recordedAt: string
  /** "Improvement Board, 8 Dec 2020, minute 4.3" */
  readonly basis: string | null
  /** In people's words. */
  readonly reason: string | null
}

export type RoleKind = 'officer' | 'coordinator' | 'chair' | 'deputy' | 'member'

export interface Role {
  readonly id: number
  /** `SLSESEND`; `coordinator`; `chair:improvement-board`. */
  readonly code: string
  readonly kind: RoleKind
  readonly title: string
  /** Where the title comes from, if the plan does not state it. */
  readonly titleBasis: string | null
  readonly bodyCode: string | null
}

/** How often a body meets, from a day on. */
export interface Cadence {
  readonly every: number
  /** `days`: on given days alone. */
  readonly unit: 'weeks' | 'months' | 'terms' | 'days'
  readonly from: Day
  readonly time: string
  /** Which weekday of the month or the term; without it, a month keeps the one of `from`. */
  readonly on?: NthWeekday | undefined
  readonly days?: readonly Day[] | undefined
}

export interface NthWeekday {
  readonly nth: 1 | 2 | 3 | 4 | 5 | 'last'
  /** Sunday is 0. */
  readonly weekday: number
}

export interface Body {
  readonly id: number
  readonly code: string
  /** The organisation's code of it; a plan may have another. */
  readonly organisationCode: string
  /** The id of the plan under which the organisation got it. */
  readonly firstPlanId: number
  readonly name: string
  readonly aliases: readonly string[]
  readonly purpose: string
  readonly chair: string | null
  readonly members: readonly string[]
  readonly reportsTo: readonly { readonly body: string; readonly basis: string }[]
  /** Each rule holds from its first day until the next one's. */
  readonly cadence: readonly Cadence[]
  /** The source's wording of the cadence, including later remarks. */
  readonly cadenceAsGiven: readonly string[]
  /** It meets when somebody calls a meeting. */
  readonly byArrangement?: boolean | undefined
  /** The meeting days are assumed, not the source's. */
  readonly illustrative: boolean
  /** Differences from the usual meeting clock. */
  readonly clock?: MeetingClock | undefined
}

/** A step of the meeting clock: a number of working days before the meeting, and a time on that day. */
export interface ClockStep {
  readonly days: number
  readonly at: string
}

type SetStep = { readonly [Key in keyof ClockStep]?: ClockStep[Key] | undefined }

export interface MeetingClock {
  readonly roster?: SetStep | undefined
  readonly collect?: SetStep | undefined
  readonly chase?: SetStep | undefined
  readonly cutOff?: SetStep | undefined
  readonly digest?: SetStep | undefined
}
