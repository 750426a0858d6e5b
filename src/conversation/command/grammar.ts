import type { Command } from '../../command.ts'
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

export function examplesOf(name: string, { examples }: Command, vocabulary: Vocabulary): readonly string[] {
  return examples?.(vocabulary) ?? [name.replace(/-/g, ' ')]
}

/** The forms of a command as people type them: `update <refs> <rating> [note]`. */
export function shownForms(name: string, command: Command): readonly string[] {
  return command.forms.map((form) => shownForm(name, form))
}

export function shownForm(name: string, form: string): string {
  const plain = form
    .replace(/<[\w -]+:(?:past-)?date>/g, '<date>')
    .replace(/<([\w -]+):[\w-]+>/g, '<$1>')
    .replace(/\[<([\w -]+)>\]/g, '[$1]')
    // People read of a board or committee.
    .replace(/([<[])body(?=[>\]])/g, '$1board')
  return `${name.replace(/-/g, ' ')} ${plain}`.trim()
}

/** What a line names, as text for the slot of that kind: `{ area: 'B', 'rating-word': 'red' }`. */
export type Given = Readonly<Record<string, string>>

/** Each form is parsed once: a line is matched against all forms of its command. */
const parsed = new Map<string, Form>()

export function formOf(text: string): Form {
  const known = parsed.get(text)
  if (known) return known
  const form = parseForm(text)
  parsed.set(text, form)
  return form
}

export function formsOf(command: Command): readonly Form[] {
  return command.forms.map(formOf)
}

/** The command line that uses most of what is given; undefined if no form fits. */
export function compose(
  name: string,
  command: Command,
  given: Given,
): { readonly text: string; readonly used: ReadonlySet<string> } | undefined {
  const verb = name.replace(/-/g, ' ')
  const written = formsOf(command)
    .flatMap((form) => {
      const parts = write(form, given)
      return parts ? [parts] : []
    })
    .sort((one, other) => other.used.size - one.used.size)
  const [best] = written
  if (!best) return undefined
  return { text: [verb, ...best.words].join(' ').trim(), used: best.used }
}

interface Written {
  readonly words: readonly string[]
  readonly used: ReadonlySet<string>
}

function write(form: Form, given: Given): Written | undefined {
  const words: string[] = []
  const used = new Set<string>()
  for (const [at, element] of form.entries()) {
    if (element.kind === 'word') {
      // A literal word needs to have been said (`me`) or to lead up to a slot; others, as in `digest IB
      // send`, are never added.
      const leads = form.slice(at + 1).some((each) => each.kind === 'slot')
      if (given[element.word] === undefined && !leads && !follows(form, at, given)) return undefined
      words.push(element.word)
      if (given[element.word] !== undefined) used.add(element.word)
      continue
    }
    if (element.kind === 'optional') {
      const inner = write(element.form, given)
      if (!inner || inner.used.size === 0) continue
      words.push(...inner.words)
      for (const kind of inner.used) used.add(kind)
      continue
    }
    const kind = KINDS[element.slot] ?? element.slot
    const text = given[kind]
    // A form about one item does not fit several.
    if (text === undefined || (element.slot === 'ref' && text.includes(', '))) return undefined
    words.push(text)
    used.add(kind)
  }
  return form.some((element) => element.kind === 'word') && used.size === 0 && form.length > 0
    ? undefined
    : { words, used }
}

/** Whether a literal word goes with one before it that was said: "not rated". */
function follows(form: Form, at: number, given: Given): boolean {
  const before = form[at - 1]
  return before?.kind === 'word' && given[before.word] !== undefined
}

/** Slots that take the same words. */
const KINDS: Readonly<Record<string, string>> = {
  ref: 'refs',
  item: 'refs',
  rating: 'rating-word',
}
