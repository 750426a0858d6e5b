import type { Facts } from './domain/facts.ts'
import type { Policies } from './domain/plan.ts'
import type { Message } from './message.ts'

/**
 * What a body is told ahead of its meeting. A file in `digests/` with this as its default export is a digest; its
 * name is its name.
 */
export interface Digest {
  /** One line: whom it serves, and how. */
  readonly summary: string
  /** Whether a body, by its code, is told in this way. */
  readonly isFor: (body: string, policies: Policies) => boolean
  /** The first page fits one screen of a phone; the others follow it. */
  readonly pages: (edition: Edition) => readonly Message[]
}

/** The facts for one meeting, and what they are compared with. */
export interface Edition {
  readonly facts: Facts
  readonly origin: EditionOrigin
  /** The same body's facts of its previous meeting. */
  readonly previous: Facts | null
  /** The latest facts of the body that recommends to it, if they are newer than its own previous ones. */
  readonly recommended: Facts | null
}

export type EditionOrigin =
  /** Read now, stored nowhere; the cut-off is still to come, or there is no meeting. */
  | { readonly kind: 'draft'; readonly cutOff: Date | null }
  /** Stored at the cut-off: never read anew. */
  | {
      readonly kind: 'stored'
      readonly number: number
      readonly factsHash: string
      readonly trailHead: string
    }
  /** Of a meeting for which nothing was stored, read from the record as it was known at its cut-off. */
  | { readonly kind: 'rebuilt' }
