import { z } from 'zod'
import { type Command, defineCommand } from '../src/command.ts'
import { shownForms } from '../src/conversation/command/forms.ts'
import { listed } from '../src/domain/format.ts'
import { type Block, heading, paragraph, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'Show what you can type, or how one command is used',
  forms: ['[command]'],
  asked: [
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
  arguments: z.object({ command: z.string().optional() }),
  open: true,
  async run(context, { command: name }) {
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
            items: GROUPS.flatMap((group) =>
              group
                .filter((each) => context.commands.has(each))
                .map((each) => line(each, context.commands.get(each))),
            ).concat(rest(shown)),
          },
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
  ['digest', 'meeting', 'meetings', 'meeting-move', 'meeting-cancel', 'meeting-add'],
  ['assign', 'delegate', 'people', 'links', 'link-confirm', 'link-decline', 'unlink'],
  ['bind', 'unbind', 'channels', 'quiet', 'tell', 'help'],
]

function line(name: string, command: Command | undefined) {
  return [typed(name.replace(/-/g, ' ')), `: ${command?.summary ?? ''}`]
}

function rest(shown: readonly (readonly [string, Command])[]) {
  const known = new Set(GROUPS.flat())
  return shown.filter(([name]) => !known.has(name)).map(([name, command]) => line(name, command))
}
