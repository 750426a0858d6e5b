import { matchForm, parseForm } from './grammar.ts'
import type { Commands } from './reader.ts'
import { SLOTS } from './slots.ts'
import type { Vocabulary } from './vocabulary.ts'
import { wordsOf } from './words.ts'

/** What could stand where the line ends: the words that fit, and the part of the line that they complete. */
export function completions(
  line: string,
  commands: Commands,
  vocabulary: Vocabulary,
): readonly [readonly string[], string] {
  const begun = line.match(/\S*$/)?.[0] ?? ''
  const before = wordsOf(line.slice(0, line.length - begun.length))
  const fitting = (words: Iterable<string>) =>
    [...new Set(words)].filter((word) => word.toLowerCase().startsWith(begun.toLowerCase())).sort()
  if (before.list.length === 0) return [fitting(verbs(commands)), begun]
  const [first, second] = before.list.map((word) => word.plain)
  const name = [`${first}-${second}`, first ?? ''].find((each) => commands.has(each))
  if (name === undefined) return [[], begun]
  const from = name === first ? 1 : 2
  const seconds =
    from === 1 && before.list.length === 1
      ? verbs(commands)
          .filter((verb) => verb.startsWith(`${first} `))
          .map((verb) => verb.split(' ')[1] ?? '')
      : []
  const wanted = (commands.get(name)?.forms ?? []).flatMap((form) => {
    const match = matchForm(parseForm(form), before, from, vocabulary)
    return 'failure' in match && match.failure.at === before.list.length ? match.failure.wanted : []
  })
  const words = wanted.flatMap((each) =>
    'word' in each ? [each.word] : (SLOTS[each.slot]?.known?.(vocabulary) ?? []),
  )
  return [fitting([...seconds, ...words]), begun]
}

function verbs(commands: Commands): readonly string[] {
  return [...commands].filter(([, command]) => !command.hidden).map(([name]) => name.replace(/-/g, ' '))
}
