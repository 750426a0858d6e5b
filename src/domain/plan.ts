import type { Scale } from './scale.ts'

/** An ISO day, `2020-11-24`. */
export type Day = string

/** A day with the words it was given in: a month means its last day but is shown as the month. */
export interface GivenDay {
  readonly on: Day
  readonly asGiven: string
  /** For a bare weekday in the past tense: the coming one, if that is nearer. */
  readonly orOn?: Day
}

export interface PlanWords {
  readonly area: string
  readonly action: string
  readonly subAction: string
}

export interface Policies {
  /** Codes of the bodies that decide dates and sign-off. */
  readonly decidesDates: string
  readonly decidesSignOff: string
  /** Bodies that recommend before the deciding body sits. */
  readonly recommends: readonly string[]
  readonly signOff: 'action' | 'sub-action'
  readonly chairsAction?: ChairsAction | undefined
  readonly undoMinutes: number
  /** Whether an update made in a channel is announced there in one line. */
  readonly channelNotice: boolean
}

/** What the chair of the deciding body may decide alone. */
interface ChairsAction {
  readonly firstRevisionOnly: boolean
  readonly maximumMonths: number
  readonly notRated: readonly string[]
}

export interface PlanSettings {
  readonly code: string
  readonly title: string
  readonly version: string
  readonly timeZone: string
  readonly source: string
  readonly words: PlanWords
  readonly scale: Scale
  readonly policies: Policies
  /** The round of updates that the imported position comes from. */
  readonly positionAt?: GivenDay | undefined
  readonly closedDays?: readonly ClosedDay[] | undefined
  readonly terms?: readonly Term[] | undefined
  readonly notes: readonly string[]
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

export interface Area {
  readonly id: number
  readonly code: string
  readonly title: string
  readonly details: AreaDetails
}

export interface AreaDetails {
  readonly aims: readonly string[]
  readonly indicators: readonly string[]
  readonly method?: string | undefined
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
  readonly certainty?: Certainty | undefined
  readonly aspects: readonly Aspect[]
  readonly outcomes: readonly string[]
  readonly progress: readonly string[]
  readonly notes: readonly string[]
}

/** An action or a sub-action. */
export interface Item {
  readonly id: number
  /** As written in the plan: `A2(c)`. */
  readonly ref: string
  readonly kind: 'action' | 'sub-action'
  readonly areaId: number
  readonly areaCode: string
  /** The action of a sub-action. */
  readonly actionId: number | null
  readonly title: string
  readonly sortOrder: number
  /** Codes of the roles that own it (sub-action) or lead it (action: at most one). */
  readonly owners: readonly string[]
  readonly start: Day | null
  readonly due: GivenDay | null
  readonly ongoing: boolean
  readonly review: GivenDay | null
  readonly details: ItemDetails
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

export interface Cadence {
  readonly every: number
  readonly unit: 'weeks' | 'months'
  readonly from: Day
  readonly time: string
}

export interface Body {
  readonly id: number
  readonly code: string
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
