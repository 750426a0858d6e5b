import { z } from 'zod'
import { type Command, defineCommand } from '../src/command.ts'
import { shownForms } from '../src/conversation/forms.ts'
import { listed } from '../src/domain/format.ts'
import { heading, paragraph, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'Show what you can type, or how one command is used',
  forms: ['[command]'],
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
          paragraph('How one is used: ', typed('help update'), `. Ratings: ${ratings}.`),
        ],
      },
    }
  },
})

/** The order in which people look for them; a command that is not here comes after. */
const GROUPS = [
  ['update', 'confirm', 'evidence', 'undo'],
  ['mine', 'overdue', 'due', 'status', 'list', 'changes', 'history', 'owner', 'share'],
  ['revise', 'requests', 'approve', 'decline', 'defer', 'sign-off'],
  ['digest', 'meeting', 'meetings', 'meeting-move', 'meeting-cancel', 'meeting-add'],
  ['assign', 'delegate', 'people', 'help'],
]

function line(name: string, command: Command | undefined) {
  return [typed(name.replace(/-/g, ' ')), `: ${command?.summary ?? ''}`]
}

function rest(shown: readonly (readonly [string, Command])[]) {
  const known = new Set(GROUPS.flat())
  return shown.filter(([name]) => !known.has(name)).map(([name, command]) => line(name, command))
}
