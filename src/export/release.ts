import { heldBack } from '../domain/held-back.ts'

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
  readonly kept: () => Kept
}

export interface Kept {
  /** Where a text was held back because it identifies a child: "thurrock-wsoa-2019 A2(c)". */
  readonly heldBack: readonly string[]
  /** How many restricted texts were left out. */
  readonly restricted: number
}

/**
 * The one place that decides what goes into a file: whatever is exported goes through here. No text is restricted so far; one
 * that is will be left out and counted here, unless it was asked for in the shell.
 */
export function createRelease(): Release {
  const held = new Set<string>()
  return {
    of: (value, subject) => {
      const released = heldBack(value)
      if (released !== value) held.add(nameOf(subject))
      return released
    },
    kept: () => ({ heldBack: [...held].sort(), restricted: 0 }),
  }
}

function nameOf({ plan, ref }: Subject): string {
  const named = [plan, ref].filter((each) => each !== null).join(' ')
  return named === '' ? 'the organisation' : named
}
