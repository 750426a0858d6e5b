import { z } from 'zod'
import { type Command, type Context, defineCommand } from '../src/command.ts'
import { listed } from '../src/domain/format.ts'
import { paragraph, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'List everything you can type',
  forms: [''],
  asked: ['commands'],
  examples: () => ['commands'],
  arguments: z.object({}),
  open: true,
  async run(context) {
    const shown = [...context.commands].filter(([, each]) => !each.hidden)
    const [others, own] = [
      shown.filter(([, each]) => isKeptFrom(context, each)),
      shown.filter(([, each]) => !isKeptFrom(context, each)),
    ]
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
          paragraph('How one is used: ', typed('help update')),
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
