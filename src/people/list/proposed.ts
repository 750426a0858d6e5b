import type { Answers, ImportQuestion } from '../../../data/import/questions.ts'
import type { LinkRequest } from '../../../data/link-requests.ts'
import type { Identity, IdentityKey } from '../../../data/people.ts'
import type { Knowing } from '../proposal.ts'

/** What a list of people is compared with. */
export interface Comparing extends Knowing {
  readonly identities: readonly Identity[]
  /** The requests to be linked that wait. */
  readonly requests: readonly LinkRequest[]
  readonly answers: Answers
}

/** A person of the list: somebody who is known, or somebody new by the name they will have. */
export type Whom =
  | { readonly kind: 'known'; readonly personId: number; readonly code: string; readonly name: string }
  | { readonly kind: 'new'; readonly name: string }

export type PeopleAct =
  | { readonly kind: 'person'; readonly whom: Whom }
  | { readonly kind: 'name'; readonly whom: Whom; readonly name: string }
  | { readonly kind: 'email'; readonly whom: Whom; readonly email: string }
  | { readonly kind: 'holder'; readonly whom: Whom; readonly post: string; readonly jointly: boolean }
  | {
      readonly kind: 'link'
      readonly whom: Whom
      readonly account: IdentityKey
      /** The request that it answers. */
      readonly request: number | null
      /** Ids of the accounts whose place it takes. */
      readonly replaces: readonly number[]
    }

/** One thing that the list would change, as a line. */
export interface PeopleChange {
  readonly place: string
  readonly text: string
  readonly act: PeopleAct
}

export interface ProposedPeople {
  readonly changes: readonly PeopleChange[]
  /** The last of them, once nothing else is open, is whether to record the list. */
  readonly questions: readonly ImportQuestion[]
  /** What is said and asks nothing. */
  readonly notices: readonly string[]
  /** How many rows say what is recorded already. */
  readonly unchanged: number
}

/** What one row or cell comes to. */
export interface Part {
  readonly changes?: readonly PeopleChange[]
  readonly questions?: readonly ImportQuestion[]
  readonly notices?: readonly string[]
}
