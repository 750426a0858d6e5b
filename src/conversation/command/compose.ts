import type { Command } from '../../command.ts'
import { type Form, parseForm } from './grammar.ts'

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
      if (given[element.word] === undefined && !leads) return undefined
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
    if (text === undefined) return undefined
    words.push(text)
    used.add(kind)
  }
  return form.some((element) => element.kind === 'word') && used.size === 0 && form.length > 0
    ? undefined
    : { words, used }
}

/** Slots that take the same words. */
const KINDS: Readonly<Record<string, string>> = { ref: 'refs', rating: 'rating-word' }
