import { z } from 'zod'
import {
  type Command,
  type Context,
  checkMayUse,
  defineCommand,
  mayUse,
  type Outcome,
} from '../src/command.ts'
import { examplesOf, shownForms } from '../src/conversation/command/grammar.ts'
import { nearestCommands } from '../src/conversation/nearest.ts'
import { didYouMean } from '../src/domain/did-you-mean.ts'
import { listed } from '../src/domain/format.ts'
import { saidBack } from '../src/domain/text.ts'
import type { Vocabulary } from '../src/domain/vocabulary.ts'
import { meaningfulStems } from '../src/domain/word-search.ts'
import { type Block, heading, paragraph, sentence, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'Show what you can type, how one command is used, or what a rating means',
  over: 'organisation',
  forms: ['[command]', '<rating:rating-word>', '<topic>'],
  questions: [
    'help',
    'what can you do',
    'what can i|we say|type|ask|do',
    'how do i|you|we',
    'how does this|it work',
    'how can i|we',
    'how i|we|you can',
    'how to',
    'can|may|could i|we undo|correct|edit|delete|export|print|attach|upload|change|record|add|postpone|delegate|assign|withdraw|go|put|set|mark|move|turn|skip|rate|close|sign|jump|speak|talk',
    'am|are i|we allowed|able to',
    'what do i type|say',
    'instructions',
    'does mean',
    'means',
    'what rag|rating|ratings|colours|colors|key',
    'rag|ratings|colours|colors|key mean|means|stand|stands',
    'stands|stand for',
    'definition|meaning',
    'defined',
  ],
  examples: () => ['help', 'help update'],
  arguments: z.object({
    command: z.string().optional(),
    rating: z.string().optional(),
    topic: z.string().optional(),
  }),
  async run(context, { command: called, rating: code, topic }) {
    const meant = context.model.plan.scale.ratings.find((each) => each.code === code)
    if (meant)
      return { message: sentence(`${meant.mark} ${meant.label} (${meant.letter}): ${meant.definition}.`) }
    const name = called ?? (topic === undefined ? undefined : nearlyNamed(topic, context))
    const command = name === undefined ? undefined : context.commands.get(name)
    if (name !== undefined && command) {
      checkMayUse(command, context.speaker)
      return {
        message: {
          summary: `${name.replace(/-/g, ' ')}: ${command.summary}.`,
          blocks: [
            paragraph(`${command.summary}.`),
            { kind: 'list', items: shownForms(name, command).map((form) => [typed(form)]) },
            heading('Examples'),
            {
              kind: 'list',
              items: examplesOf(name, command, context.vocabulary).map((example) => [typed(example)]),
            },
            ...ownWords(command),
          ],
        },
      }
    }
    if (topic !== undefined && KEY.test(topic)) return keyOf(context)
    if (topic !== undefined && meaningfulStems(topic).length > 0) return onTopic(context, topic)
    const ratings = listed(
      context.model.plan.scale.ratings.map((rating) => `${rating.label.toLowerCase()} (${rating.letter})`),
    )
    const [update = ''] = context.commands.get('update')?.examples?.(context.vocabulary) ?? []
    return {
      message: {
        summary: 'Say how an item stands, or ask how the plan stands.',
        blocks: [
          paragraph('Say how an item stands, or ask how the plan stands:'),
          {
            kind: 'list',
            items: [
              [typed(update)],
              ...EVERY_DAY.flatMap((each) => {
                const known = context.commands.get(each)
                return known ? [[typed(each), `: ${known.summary}`]] : []
              }),
            ],
          },
          paragraph(`Your own words do too: ${ownQuestion(context.vocabulary)}“who owns that?”.`),
          paragraph(
            'How one is used: ',
            typed('help update'),
            '. Everything: ',
            typed('commands'),
            ratings === '' ? '.' : `. Ratings: ${ratings}.`,
          ),
        ],
      },
    }
  },
})

/** An example of a question in everyday words, for the middle of a sentence: it ends with its own comma. */
function ownQuestion({ groups, levels }: Vocabulary): string {
  const group = groups[1] ?? groups[0]
  const [word = ''] = levels[group?.level ?? 0]?.word.split(' ') ?? []
  return group ? `“what is overdue in ${word} ${group.ref}?”, ` : '“what is overdue?”, '
}

/** "help RAG", "what do the colours mean" */
const KEY = /^(?:the )?(?:rag|rags|ratings?|rag ratings?|colou?rs?|key)$/i

function keyOf({ model }: Context): Outcome {
  const { ratings } = model.plan.scale
  const text = `Each item is rated ${listed(
    ratings.map(({ label }) => label),
    'or',
  )}.`
  const items = ratings.map(({ mark, label, letter, definition, tone }) => [
    { kind: 'rating' as const, mark, label, tone },
    ` (${letter}): ${definition}`,
  ])
  return { message: sentence(text, { kind: 'list', items }) }
}

/** "help udpate": the command that a single word was meant to be. */
function nearlyNamed(topic: string, { commands }: Context): string | undefined {
  const names = [...commands].flatMap(([name, { hidden }]) => (hidden ? [] : [name]))
  return topic.includes(' ') ? undefined : didYouMean(topic, names, 1)[0]
}

/** The commands that some words are about, each with a line to type. */
function onTopic({ commands, speaker, vocabulary }: Context, topic: string): Outcome {
  const near = nearestCommands(topic, commands, (command) => mayUse(command, speaker))
  if (near.length === 0) {
    const text = `I have no help on “${saidBack(topic)}”. Everything that can be typed: commands.`
    return { message: sentence(text) }
  }
  const items = near.flatMap((each) => {
    const command = commands.get(each)
    if (!command) return []
    const [example = each] = examplesOf(each, command, vocabulary)
    return [[typed(example), `: ${command.summary}`]]
  })
  const text = `On “${saidBack(topic)}”, you can type:`
  return {
    message: {
      summary: text,
      blocks: [
        paragraph(text),
        { kind: 'list', items },
        paragraph('More about one: ', typed(`help ${near[0]?.replace(/-/g, ' ')}`)),
      ],
    },
  }
}

/** What most people need in most weeks; no more than a phone shows at once. */
const EVERY_DAY = ['mine', 'overdue', 'status', 'changes', 'meeting', 'revise', 'undo', 'quiet']

/** Lists the words by which the bot recognises this command in a question. */
function ownWords({ questions: asked = [] }: Command): readonly Block[] {
  if (asked.length === 0) return []
  const words = asked
    .slice(0, MOST_WORDS)
    .map((cue) => cue.replace(/\[([^\]]*)\] ?/g, '').replace(/\|\S+/g, ''))
  return [smallPrint(`In a question of your own: ${listed(words, 'or')}.`)]
}

const MOST_WORDS = 5
