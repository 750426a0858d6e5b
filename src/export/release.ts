import { heldBack } from '../domain/held-back.ts'
import { type KeptIn, tellsOf } from '../domain/kept-in.ts'

/** What a value is part of, by the names that people know. */
export interface Subject {
  /** The plan's code; null for what is the organisation's. */
  readonly plan: string | null
  readonly ref: string | null
}

/** Says what may leave the house in a file, and remembers what was kept back. */
export interface Release {
  /** The value as it may go out. */
  readonly of: <Value>(value: Value, subject: Subject) => Value
  /** Whether a row belongs to what is hidden, or tells of it: then it is left out, and counted. */
  readonly leavesOut: (
    row: { readonly told: unknown; readonly itemId: number | null },
    hidden: KeptIn,
  ) => boolean
  readonly kept: () => Kept
}

export interface Kept {
  /** Where a text was held back because it identifies a child: "thurrock-wsoa-2019 A2(c)". */
  readonly heldBack: readonly string[]
  /** How many rows were left out, or are there as their hashes alone, as they tell of what is restricted. */
  readonly restricted: number
}

/**
 * The one place that decides what goes into a file: whatever is exported goes through here. What tells of a restricted item
 * is left out and counted, unless it was asked for in the shell: then nothing is hidden.
 */
export function createRelease(): Release {
  const held = new Set<string>()
  let restricted = 0
  return {
    of: (value, subject) => {
      const released = heldBack(value)
      if (released !== value) held.add(nameOf(subject))
      return released
    },
    leavesOut: ({ told, itemId }, hidden) => {
      const isHidden = (itemId !== null && hidden.itemIds.has(itemId)) || tellsOf(told, hidden)
      if (isHidden) restricted += 1
      return isHidden
    },
    kept: () => ({ heldBack: [...held].sort(), restricted }),
  }
}

function nameOf({ plan, ref }: Subject): string {
  const named = [plan, ref].filter((each) => each !== null).join(' ')
  return named === '' ? 'the organisation' : named
}
