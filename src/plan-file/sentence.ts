import type { z } from 'zod'
import { saidBack } from '../domain/text.ts'
import type { Path } from './places.ts'

/** A schema issue as a sentence that a person can act on; `value` is the file as read. */
export function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  const place = placeName(value, issue.path)
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined && issue.path.length > 0)
        return `${placeName(value, issue.path.slice(0, -1))} has no ${quoted(issue.path.at(-1))}`
      if (issue.expected === 'object') return `${place}: ${issue.message}`
      if (issue.input === null)
        return `${place} is empty: expected ${KINDS[issue.expected] ?? issue.expected}`
      return `${place}: expected ${KINDS[issue.expected] ?? issue.expected}, found ${found(issue.input)}`
    case 'invalid_value':
      return issue.input === undefined
        ? `${placeName(value, issue.path.slice(0, -1))} has no ${quoted(issue.path.at(-1))}: expected one of ${issue.values.map(String).join(', ')}`
        : `${place}: expected one of ${issue.values.map(String).join(', ')}, found ${found(issue.input)}`
    case 'too_small':
      return issue.origin === 'array'
        ? `${place}: expected at least ${issue.minimum}, found ${found(issue.input)}`
        : `${place} is empty`
    case 'too_big':
      return `${place} ${issue.message}`
    default:
      return `${place}: ${issue.message}`
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  boolean: 'true or false',
}

/** What the file has instead: `"pink"`, `a list`, `nothing`. */
export function found(input: unknown): string {
  if (input === null || input === undefined) return 'nothing'
  if (Array.isArray(input)) return input.length === 0 ? 'an empty list' : 'a list'
  if (typeof input === 'string') return quoted(input)
  if (typeof input === 'boolean') return `${input} (put it in quotes if it is text)`
  return 'keys with values'
}

export function quoted(input: unknown): string {
  return `"${shown(String(input))}"`
}

/** Shortened, with invisible characters made visible. */
function shown(text: string): string {
  return saidBack(text).replace(/[\p{Cc}\p{Cf}]/gu, (sign) => {
    return `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  })
}

/** Lists whose members have a name, and the key that holds it. */
const NAMED: Readonly<Record<string, { kind: string; key: string }>> = {
  areas: { kind: 'area ', key: 'code' },
  actions: { kind: '', key: 'ref' },
  subActions: { kind: '', key: 'ref' },
  items: { kind: '', key: 'ref' },
  aspects: { kind: '', key: 'ref' },
  roles: { kind: 'role ', key: 'code' },
  bodies: { kind: 'body ', key: 'code' },
  ratings: { kind: 'rating ', key: 'code' },
  measures: { kind: 'measure ', key: 'code' },
}

/** A place as people name it: `A1(b), due, on`; `role 3, title`; `the file`. */
export function placeName(value: unknown, path: Path): string {
  let names: readonly string[] = []
  let here = value
  for (const [depth, key] of path.entries()) {
    here = memberOf(here, key)
    const list = String(path[depth - 1] ?? '')
    if (typeof key !== 'number') {
      names = [...names, shown(String(key))]
      continue
    }
    const named = NAMED[list]
    const name = named && memberOf(here, named.key)
    const isNamed = typeof name === 'string' && name !== ''
    // A member with its own name needs no path before it; others are counted in their list.
    names = isNamed
      ? [`${named?.kind ?? ''}${shown(name)}`]
      : [...names.slice(0, -1), `${list} no. ${key + 1}`]
  }
  return names.length === 0 ? 'the file' : names.join(', ')
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined
}
