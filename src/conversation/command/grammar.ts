import type { Bindings } from '../../domain/reading.ts'
import type { Words } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { SLOTS } from './slots.ts'

/**
 * A form is both the grammar and what `help` shows: `update <refs> <rating> [via <source>] [note]`. `<slot>` is
 * required; `[...]` is optional, and neighbouring optional parts may come in any order; anything else is a literal
 * word, bound to true when present, with `|` between alternatives.
 */
export type Form = readonly Element[]

type Element =
  | { readonly kind: 'word'; readonly word: string; readonly alternatives: readonly string[] }
  | { readonly kind: 'slot'; readonly name: string; readonly slot: string }
  | { readonly kind: 'optional'; readonly form: Form }

/** How far a form matched: the index of the word where it stopped, and what it wanted there. */
export interface Failure {
  readonly at: number
  readonly wanted: readonly ({ readonly word: string } | { readonly slot: string })[]
}

export type Match = { readonly bindings: Bindings } | { readonly failure: Failure }

/**
 * Parses a form.
 * @throws Error for an unknown slot, so that a wrong form never ships.
 */
export function parseForm(text: string): Form {
  const tokens = text.match(/\[|\]|<[^>]+>|[^\s[\]<>]+/g) ?? []
  const stack: Element[][] = [[]]
  for (const token of tokens) {
    const top = stack.at(-1) ?? []
    if (token === '[') {
      stack.push([])
      continue
    }
    if (token === ']') {
      const form = stack.pop() ?? []
      stack.at(-1)?.push({ kind: 'optional', form: bareSlot(form) })
      continue
    }
    top.push(
      token.startsWith('<')
        ? slotElement(token.slice(1, -1))
        : { kind: 'word', word: token, alternatives: token.split('|') },
    )
  }
  return stack[0] ?? []
}

/** Matches all words from `from` to the end. */
export function matchForm(form: Form, words: Words, from: number, vocabulary: Vocabulary): Match {
  const furthest = { at: from, wanted: [] as Failure['wanted'][number][] }
  const bindings = match(form, from, {})
  return bindings ? { bindings } : { failure: furthest }

  function match(rest: Form, at: number, bound: Bindings): Bindings | undefined {
    const [element, ...after] = rest
    if (!element) return at === words.list.length ? bound : miss(at)
    switch (element.kind) {
      case 'word':
        return element.alternatives.includes(words.list[at]?.plain ?? '')
          ? match(after, at + 1, { [element.word]: true, ...bound })
          : miss(at, { word: element.word })
      case 'slot':
        return matchSlot(element, after, at, bound)
      case 'optional':
        return matchOptional(rest, at, bound)
    }
  }

  function matchSlot(
    { name, slot }: { name: string; slot: string },
    after: Form,
    at: number,
    bound: Bindings,
  ): Bindings | undefined {
    if (at < words.list.length) {
      for (const { value, next } of SLOTS[slot]?.candidates(words, at, vocabulary) ?? []) {
        const found = match(after, next, { ...bound, [name]: value })
        if (found) return found
      }
    }
    return miss(at, { slot })
  }

  function matchOptional(rest: Form, at: number, bound: Bindings): Bindings | undefined {
    const end = rest.findIndex((element) => element.kind !== 'optional')
    const run = rest.slice(0, end === -1 ? rest.length : end)
    const after = rest.slice(run.length)
    if (at < words.list.length) {
      for (const [index, element] of run.entries()) {
        if (element.kind !== 'optional') continue
        const others = run.filter((_, other) => other !== index)
        const found = match([...element.form, ...others, ...after], at, bound)
        if (found) return found
      }
    }
    return match(after, at, bound)
  }

  function miss(at: number, wanted?: Failure['wanted'][number]): undefined {
    if (at > furthest.at) {
      furthest.at = at
      furthest.wanted = []
    }
    if (wanted && at === furthest.at) furthest.wanted.push(wanted)
    return undefined
  }
}

/** `[note]` is short for `[<note>]`; a single word in brackets that is not a slot is a literal word. */
function bareSlot(form: Form): Form {
  const [only, ...more] = form
  if (only?.kind !== 'word' || more.length > 0 || !(only.word in SLOTS)) return form
  return [slotElement(only.word)]
}

/** `<new:date>` is a date bound to the name `new`. */
function slotElement(text: string): Element {
  const [name = '', slot = name] = text.replace(/ /g, '-').split(':')
  if (!SLOTS[slot]) throw new Error(`no slot <${slot}>`)
  return { kind: 'slot', name, slot }
}
