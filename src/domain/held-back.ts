import { holdsChildsNumber } from './childrens-numbers.ts'

/** What people read in the place of a text that identifies a child. */
const HELD_BACK = '[held back: it looks like a child’s number or date of birth]'

/**
 * The same value, with every text that identifies a child held back; the very same when there is none. Whatever leaves
 * goes through here, since rows may be older than the rule that such a text is not stored.
 */
export function heldBack<Value>(value: Value): Value {
  return held(value) as Value
}

/** Whether a value holds a text that identifies a child. */
export function holdsChild(value: unknown): boolean {
  return heldBack(value) !== value
}

/** What was looked through and holds none: a reply is, on its way, more than once, and nothing changes it. */
const safe = new WeakSet<object>()

function held(value: unknown): unknown {
  if (typeof value === 'string') return holdsChildsNumber(value) ? HELD_BACK : value
  if (typeof value !== 'object' || value === null || safe.has(value)) return value
  const kept = heldWithin(value)
  if (kept === value) safe.add(value)
  return kept
}

function heldWithin(value: object): object {
  if (Array.isArray(value)) {
    const members = value.map(held)
    return members.some((member, place) => member !== value[place]) ? members : value
  }
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    OURS.includes(name) ? member : held(member),
  ])
  const isChanged = members.some(([name, member]) => member !== (value as Record<string, unknown>)[name])
  return isChanged ? Object.fromEntries(members) : value
}

/** Made here of coordinates and random digits; nobody's words are in them. */
const OURS: readonly string[] = ['svg', 'nonce', 'hash']
