import { heldTogether } from './childrens-numbers/joined.ts'
import { holdsChildsNumber } from './childrens-numbers.ts'

/** What people read in the place of a text that identifies a child. */
const HELD_BACK = '[held back: it looks like a child’s number or date of birth]'

/**
 * The same value, with every text that identifies a child held back, also those that do so only as they stand together
 * there; the very same when there is none. Whatever leaves goes through here, since rows may be older than the rule that such
 * a text is not stored.
 */
export function heldBack<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && safe.has(value)) return value
  const kept = withoutJoined(held(value))
  if (kept === value && typeof value === 'object' && value !== null) safe.add(value)
  return kept as Value
}

/** Whether a value holds a text that identifies a child. */
export function holdsChild(value: unknown): boolean {
  return heldBack(value) !== value
}

/** What was looked through and holds none: a reply is, on its way, more than once, and nothing changes it. */
const safe = new WeakSet<object>()

/** Parts of which each text was looked at by itself. */
const looked = new WeakSet<object>()

interface Change {
  readonly of: (text: string, place: string) => string
  /** Parts that need no change, and more as they are found. */
  readonly unchanged?: WeakSet<object>
}

function held(value: unknown): unknown {
  const of = (text: string) => (holdsChildsNumber(text) ? HELD_BACK : text)
  return withTexts(value, '', { of, unchanged: looked })
}

/**
 * Texts stand one after the other as they are read. What people said is also read without the words of ours that
 * stand between: a note and then the evidence.
 */
function withoutJoined(value: unknown): unknown {
  const all: string[] = []
  const said: number[] = []
  const of = (text: string, place: string) => {
    if (place === 'said') said.push(all.length)
    all.push(text)
    return text
  }
  withTexts(value, '', { of })
  const places = new Set(heldTogether(all))
  // Lists have the newest first.
  for (const order of [said, said.toReversed()])
    for (const at of heldTogether(order.map((place) => all[place] ?? ''))) places.add(order[at] ?? -1)
  if (places.size === 0) return value
  let at = -1
  const hold = (text: string) => {
    at += 1
    return places.has(at) ? HELD_BACK : text
  }
  return withTexts(value, '', { of: hold })
}

/** The value with its texts changed; the very same if none is. A text is told where it stands: "said" is people's words. */
function withTexts(value: unknown, place: string, change: Change): unknown {
  if (typeof value === 'string') return change.of(value, place)
  if (typeof value !== 'object' || value === null || change.unchanged?.has(value)) return value
  const kept = Array.isArray(value)
    ? inArray(value, place, change)
    : inObject(value as Readonly<Record<string, unknown>>, change)
  if (kept === value) change.unchanged?.add(value)
  return kept
}

function inArray(value: readonly unknown[], place: string, change: Change): readonly unknown[] {
  const members = value.map((member) => withTexts(member, place, change))
  return members.some((member, at) => member !== value[at]) ? members : value
}

function inObject(value: Readonly<Record<string, unknown>>, change: Change): object {
  const place = value.kind === 'said' || value.kind === 'quote' ? 'said' : ''
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    OURS.includes(name) ? member : withTexts(member, name === 'text' ? place : '', change),
  ])
  return members.some(([name, member]) => member !== value[name]) ? Object.fromEntries(members) : value
}

/** Made here: coordinates, random digits and the names of parts; nobody's words are in them. */
const OURS: readonly string[] = ['svg', 'nonce', 'hash', 'kind', 'tone', 'mark']
