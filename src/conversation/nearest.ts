import type { Command, Commands } from '../command.ts'
import { memoize } from '../domain/bounded-map.ts'
import { didYouMean } from '../domain/did-you-mean.ts'
import type { Memory } from '../domain/vocabulary.ts'
import { indexWords, meaningfulStems, searchWords, stem, type WordIndex } from '../domain/word-search.ts'
import { formsOf } from './command/grammar.ts'

/** Words weigh by where they stand: the name of a command and what people call it say most. */
const WEIGHTS = { name: 4, topics: 4, words: 1, summary: 1 } as const

/** The names of the commands that some words are about, the nearest first. */
export function nearestCommands(
  text: string,
  commands: Commands,
  may: (command: Command) => boolean,
): readonly string[] {
  const hits = searchWords(indexOf(commands), meaningfulStems(text), spelledLike).filter(({ key }) => {
    const command = commands.get(key)
    return command !== undefined && !command.hidden && may(command)
  })
  const best = Math.max(0, ...hits.map(({ score }) => score))
  return hits
    .toSorted((one, other) => other.score - one.score)
    .filter(({ score }) => score >= best * NEAR)
    .slice(0, MOST)
    .map(({ key }) => key)
}

/** Whether a word is one that commands are known by: it names no item by itself. */
export function isCommandWord(word: string, commands: Commands): boolean {
  return indexOf(commands).weights.has(word)
}

/** Lines to say instead of some words: none of them changes anything. */
export function nearestLines(text: string, commands: Commands, { isCoordinator }: Memory): readonly string[] {
  const may = (command: Command) => isCoordinator || command.for === undefined
  return nearestCommands(text, commands, may).flatMap((name) => {
    const command = commands.get(name)
    if (!command) return []
    const verb = name.replace(/-/g, ' ')
    const isWhole =
      !command.changes && formsOf(command).some((form) => form.every(({ kind }) => kind === 'optional'))
    return [isWhole ? verb : `help ${verb}`]
  })
}

/** What is much less like it is left out. */
const NEAR = 0.5
const MOST = 3

/** Built once: the words of all commands. */
const indexOf = memoize(
  (commands: Commands): WordIndex<string> =>
    indexWords(
      [...commands].flatMap(([key, { summary, topics = '', questions = [], phrases = {} }]) => [
        { key, text: key.replace(/-/g, ' '), weight: WEIGHTS.name },
        { key, text: topics, weight: WEIGHTS.topics },
        {
          key,
          text: [...questions, ...Object.keys(phrases)].map(plainForm).join(' '),
          weight: WEIGHTS.words,
        },
        { key, text: summary, weight: WEIGHTS.summary },
      ]),
    ),
)

function plainForm(form: string): string {
  return form.replace(/<[^>]*>/g, ' ').replace(/[|[\]]/g, ' ')
}

/** A stem with a slip in it: only of a word that is long enough to be known again. */
function spelledLike(sought: string, known: readonly string[]): string | undefined {
  if (sought.length < 3) return undefined
  return (
    didYouMean(
      sought,
      known.filter((each) => each.length > 2 && each[0] === sought[0]),
      1,
    )[0] ?? stem(sought)
  )
}
