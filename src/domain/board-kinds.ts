import type { Body, Policies } from './plan.ts'

/** What a board or committee is; it fixes what it may do and in which words that is told. */
export const BOARD_KINDS = [
  'partnership-board',
  'officer-group',
  'scrutiny',
  'cabinet',
  'council',
  'delegated',
  'external-review',
] as const

export type BoardKind = (typeof BOARD_KINDS)[number]

type Outcome = 'approved' | 'declined' | 'deferred'

export interface BoardPowers {
  /** "an overview and scrutiny committee" */
  readonly name: string
  /** It decides requests: dates, sign-off, changes of the plan. */
  readonly decides: boolean
  /** It recommends to whoever decides. */
  readonly recommends: boolean
  /** Its chair may be given power to decide alone. */
  readonly hasChairsAction: boolean
  /** What it decides may be called in before it has effect. */
  readonly canBeCalledIn: boolean
  /** What it decides is recorded with reasons, options and interests. */
  readonly givesReasons: boolean
  /** How what it decided is told: "R1 agreed". */
  readonly outcomes: Readonly<Record<Outcome, string>>
  /** What is pressed to record it. */
  readonly labels: Readonly<Record<Outcome, string>>
  /** The verbs by which what it resolved besides requests is recorded. */
  readonly verbs: readonly string[]
}

const AGREES = {
  outcomes: { approved: 'agreed', declined: 'not agreed', deferred: 'deferred' },
  labels: { approved: 'Agree', declined: 'Not agree', deferred: 'Defer' },
} as const

const RESOLVES = {
  outcomes: { approved: 'resolved', declined: 'resolved against', deferred: 'deferred' },
  labels: { approved: 'Resolved', declined: 'Resolved against', deferred: 'Deferred' },
} as const

const DECIDES = {
  outcomes: { approved: 'decided', declined: 'decided against', deferred: 'deferred' },
  labels: { approved: 'Decided', declined: 'Decided against', deferred: 'Deferred' },
} as const

const NONE = {
  decides: false,
  recommends: false,
  hasChairsAction: false,
  canBeCalledIn: false,
  givesReasons: false,
} as const

const POWERS: Readonly<Record<BoardKind, BoardPowers>> = {
  'partnership-board': {
    ...NONE,
    ...AGREES,
    name: 'a partnership board',
    decides: true,
    recommends: true,
    hasChairsAction: true,
    verbs: ['agree', 'not agree', 'defer', 'note', 'support', 'ask for'],
  },
  'officer-group': {
    ...NONE,
    ...AGREES,
    name: 'an officer group',
    decides: true,
    recommends: true,
    hasChairsAction: true,
    verbs: ['recommend', 'note', 'ask for'],
  },
  scrutiny: {
    ...NONE,
    ...AGREES,
    name: 'an overview and scrutiny committee',
    recommends: true,
    verbs: ['consider', 'note', 'recommend', 'receive assurance', 'not receive assurance'],
  },
  cabinet: {
    ...NONE,
    ...RESOLVES,
    name: 'a cabinet',
    decides: true,
    canBeCalledIn: true,
    verbs: ['resolve', 'note', 'refer'],
  },
  council: {
    ...NONE,
    ...RESOLVES,
    name: 'a full council',
    decides: true,
    verbs: ['resolve', 'note', 'refer'],
  },
  delegated: {
    ...NONE,
    ...DECIDES,
    name: 'a cabinet member or officer with delegated powers',
    decides: true,
    canBeCalledIn: true,
    givesReasons: true,
    verbs: ['decide'],
  },
  'external-review': {
    ...NONE,
    ...DECIDES,
    name: 'an external review',
    verbs: [],
  },
}

/** The kind that the plan file says; else that of a group that recommends, or of a partnership board. */
export function kindOf(
  { kind, code }: Pick<Body, 'code' | 'kind'>,
  { recommends }: Pick<Policies, 'recommends'>,
): BoardKind {
  return kind ?? (recommends.includes(code) ? 'officer-group' : 'partnership-board')
}

export function powersOf(
  body: Pick<Body, 'code' | 'kind'>,
  policies: Pick<Policies, 'recommends'>,
): BoardPowers {
  return POWERS[kindOf(body, policies)]
}
