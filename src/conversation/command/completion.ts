import type { Commands } from '../../command.ts'
import { type Words, wordsOf } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { isLikeRequest } from '../request-name.ts'
import { type Failure, matchForm, parseForm } from './grammar.ts'
import { SLOTS } from './slots.ts'

/** What the terminal understands besides the commands, in the same forms. */
const LOCAL: Readonly<Record<string, readonly string[]>> = {
  as: ['<role>', '<person>', 'stranger'],
  clock: ['+1 day', '+1 week', '+1 month'],
  exit: [''],
}

/** Few names have more words. */
const MOST_WORDS = 4

/** Returns the words that could complete the line, and the part of the line that they would replace. */
export function completions(
  line: string,
  commands: Commands,
  vocabulary: Vocabulary,
): readonly [readonly string[], string] {
  const begun = line.match(/\S*$/)?.[0] ?? ''
  const words = wordsOf(line)
  const whole = words.list.length - (begun === '' ? 0 : 1)
  const found = new Set<string>()
  // A name of several words may have begun some words ago: "meeting m", "not st".
  for (let start = whole; start >= Math.max(0, whole - MOST_WORDS); start -= 1) {
    const from = words.list[start]?.start ?? line.length
    const typed = line.slice(from).replace(/\s+/g, ' ').toLowerCase()
    for (const phrase of possible(before(words, start), commands, vocabulary)) {
      if (phrase.toLowerCase().startsWith(typed)) found.add(phrase.slice(typed.length - begun.length))
    }
  }
  const fitting = [...found].filter((word) => word !== begun).sort((one, other) => one.localeCompare(other))
  return [fitting.length === 1 ? [`${fitting[0]} `] : fitting, begun]
}

function before({ raw, list }: Words, count: number): Words {
  return { raw: raw.slice(0, list[count - 1]?.end ?? 0), list: list.slice(0, count) }
}

/** Everything that may follow these words. */
function possible(words: Words, commands: Commands, vocabulary: Vocabulary): readonly string[] {
  const [first, second] = words.list.map((word) => word.plain)
  if (first === undefined) return [...verbs(commands), ...Object.keys(LOCAL)]
  const two = commands.get(`${first}-${second}`)
  const forms = (two ?? commands.get(first))?.forms ?? LOCAL[first] ?? []
  const wanted = forms.flatMap((form) => wantedNext(form, words, two ? 2 : 1, vocabulary))
  // Where a request can stand, R13 is request R13, not the item of that name.
  const isRequest = wanted.some((each) => 'slot' in each && each.slot === 'request')
  const known = wanted.flatMap((each) =>
    'word' in each ? [each.word] : (SLOTS[each.slot]?.known?.(vocabulary) ?? []),
  )
  return isRequest ? known.filter((name) => !isLikeRequest(name)) : known
}

/** What a form expects after these words, found by trying it with one more word that fits nowhere. */
function wantedNext(
  form: string,
  { raw, list }: Words,
  from: number,
  vocabulary: Vocabulary,
): Failure['wanted'] {
  const misfit = { plain: '-', start: raw.length + 1, end: raw.length + 3 }
  const match = matchForm(parseForm(form), { raw: `${raw} - `, list: [...list, misfit] }, from, vocabulary)
  if (!('failure' in match) || match.failure.at !== list.length) return []
  return match.failure.wanted
}

function verbs(commands: Commands): readonly string[] {
  return [...commands].filter(([, command]) => !command.hidden).map(([name]) => name.replace(/-/g, ' '))
}
