import type { Facts } from './domain/facts.ts'
import type { Policies } from './domain/plan.ts'
import type { Message } from './message.ts'

/**
 * What a body is told ahead of its meeting. Each file in `digests/` exports one by default; the digest is named like
 * its file.
 */
export interface Digest {
  /** One line that says whom it serves and how. */
  readonly summary: string
  /** Whether it serves a body, given by its code. */
  readonly isFor: (body: string, policies: Policies) => boolean
  /** The first page fits one screen of a phone; the others follow it. */
  readonly pages: (edition: Edition) => readonly Message[]
}

/** The facts for one meeting, and those to compare them with. */
export interface Edition {
  readonly facts: Facts
  readonly origin: EditionOrigin
  /** The facts for the body's previous meeting. */
  readonly previous: Facts | null
  /** The latest facts of the body that recommends to it, if they are newer than `previous`. */
  readonly recommended: Facts | null
}

export type EditionOrigin =
  /** Read now and not stored: the cut-off is still to come, or there is no meeting. */
  | { readonly kind: 'draft'; readonly cutOff: Date | null }
  /** Stored at the cut-off, and not read from the record again. */
  | {
      readonly kind: 'stored'
      readonly number: number
      readonly factsHash: string
      readonly trailHead: string
    }
  /** Nothing was stored for the meeting: read from the record as it was known at the cut-off. */
  | { readonly kind: 'rebuilt' }
