import { z } from 'zod'
import { type Command, type Context, defineCommand } from '../src/command.ts'
import { shownForms } from '../src/conversation/command/forms.ts'
import { listed } from '../src/domain/format.ts'
import { type Block, heading, paragraph, sentence, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'Show what you can type, how one command is used, or what a rating means',
  forms: ['[command]', '<rating:rating-word>'],
  asked: [
    'does mean',
    'means',
    'what rag|rating',
    'stands|stand for',
    'definition|meaning',
    'defined',
    'help',
    'what can you do',
    'what can i|we say|type|ask|do',
    'how do i|you|we',
    'how does this|it work',
    'how can i|we',
    'commands',
    'what do i type|say',
    'instructions',
  ],
  examples: () => ['help', 'help update'],
  arguments: z.object({ command: z.string().optional(), rating: z.string().optional() }),
  open: true,
  async run(context, { command: name, rating: code }) {
    const meant = context.model.plan.scale.ratings.find((each) => each.code === code)
    if (meant)
      return { message: sentence(`${meant.mark} ${meant.label} (${meant.letter}): ${meant.definition}.`) }
    const command = name === undefined ? undefined : context.commands.get(name)
    if (name !== undefined && command) {
      return {
        message: {
          summary: `${name.replace(/-/g, ' ')}: ${command.summary}.`,
          blocks: [
            paragraph(`${command.summary}.`),
            { kind: 'list', items: shownForms(name, command).map((form) => [typed(form)]) },
            heading('Examples'),
            { kind: 'list', items: command.examples(context.vocabulary).map((example) => [typed(example)]) },
            ...ownWords(command),
          ],
        },
      }
    }
    const shown = [...context.commands].filter(([, each]) => !each.hidden)
    const [others, own] = [
      shown.filter(([, each]) => isKeptFrom(context, each)),
      shown.filter(([, each]) => !isKeptFrom(context, each)),
    ]
    const ratings = listed(
      context.model.plan.scale.ratings.map((rating) => `${rating.label.toLowerCase()} (${rating.letter})`),
    )
    return {
      message: {
        summary: `You can type ${shown.length} commands; "help update" explains one.`,
        blocks: [
          paragraph('You can type:'),
          {
            kind: 'list',
            items: inOrder(own).map(([each, command]) => line(each, command)),
          },
          ...(others.length > 0
            ? [
                smallPrint(
                  `The coordinator’s: ${listed(inOrder(others).map(([each]) => each.replace(/-/g, ' ')))}.`,
                ),
              ]
            : []),
          paragraph('Your own words do too: “what is overdue in area B?”, “who owns that?”.'),
          paragraph('How one is used: ', typed('help update'), `. Ratings: ${ratings}.`),
        ],
      },
    }
  },
})

/** By which words a question of one's own is understood to be this one. */
function ownWords({ asked = [] }: Command): readonly Block[] {
  if (asked.length === 0) return []
  const words = asked
    .slice(0, MOST_WORDS)
    .map((cue) => cue.replace(/\[([^\]]*)\] ?/g, '').replace(/\|\S+/g, ''))
  return [smallPrint(`In a question of your own: ${listed(words, 'or')}.`)]
}

const MOST_WORDS = 5

/** The order in which people look for them; a command that is not here comes after. */
const GROUPS = [
  ['update', 'confirm', 'evidence', 'undo'],
  ['mine', 'overdue', 'due', 'status', 'list', 'changes', 'history', 'owner', 'share'],
  ['revise', 'requests', 'approve', 'decline', 'defer', 'sign-off'],
  [
    'digest',
    'paper',
    'decisions',
    'actions',
    'action-done',
    'meeting',
    'meetings',
    'meeting-move',
    'meeting-cancel',
    'meeting-add',
    'digest-note',
    'digest-hold',
    'digest-send',
    'action-add',
  ],
  ['assign', 'delegate', 'people', 'links', 'link-confirm', 'link-decline', 'unlink'],
  ['bind', 'unbind', 'channels', 'quiet', 'tell', 'help'],
  ['deliveries', 'deliveries-send', 'deliveries-there'],
]

function line(name: string, { summary }: Command) {
  return [typed(name.replace(/-/g, ' ')), `: ${summary}`]
}

function inOrder(shown: readonly (readonly [string, Command])[]) {
  const order = GROUPS.flat()
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return shown.toSorted(([one], [other]) => place(one) - place(other))
}

/** What only the coordinator may use is named to others, and explained to the coordinator. */
function isKeptFrom({ speaker }: Context, { summary }: Command): boolean {
  return !speaker.isCoordinator && /\(coordinator\b.*\)$/.test(summary)
}
