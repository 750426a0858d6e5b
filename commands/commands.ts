import { type Command, defineCommand, mayUse } from '../src/command.ts'
import { paragraph, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'List everything you can type',
  over: 'organisation',
  forms: [''],
  questions: ['commands'],
  async run(context) {
    const own = inOrder(
      [...context.commands].filter(([, each]) => !each.hidden && mayUse(each, context.speaker)),
    )
    return {
      message: {
        summary: `You can type ${own.length} commands; "help update" explains one.`,
        blocks: [
          paragraph('You can type:'),
          { kind: 'list', items: own.map(([name, { summary }]) => [typed(spoken(name)), `: ${summary}`]) },
          paragraph('How one is used: ', typed('help update')),
        ],
      },
    }
  },
})

/** The order in which people look for commands; any other comes last. */
const ORDER = [
  ['update', 'confirm', 'evidence', 'undo'],
  [
    'mine',
    'overdue',
    'due',
    'status',
    'list',
    'find',
    'changes',
    'history',
    'owner',
    'share',
    'export',
    'tracker',
  ],
  ['blockers', 'unreported', 'redated', 'role', 'members'],
  ['revise', 'requests', 'withdraw', 'approve', 'decline', 'defer', 'sign-off'],
  ['digest', 'paper', 'decisions', 'actions', 'action-done', 'meeting', 'meetings'],
  [
    'meeting-move',
    'meeting-cancel',
    'meeting-add',
    'digest-note',
    'digest-hold',
    'digest-send',
    'action-add',
  ],
  ['assign', 'delegate', 'people', 'links', 'link-confirm', 'link-decline', 'unlink', 'mail'],
  ['bind', 'unbind', 'channels', 'quiet', 'tell', 'help'],
  ['deliveries', 'deliveries-send', 'deliveries-there'],
].flat()

function inOrder(shown: readonly (readonly [string, Command])[]): readonly (readonly [string, Command])[] {
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  return shown.toSorted(([one], [other]) => place(one) - place(other))
}

function spoken(name: string): string {
  return name.replace(/-/g, ' ')
}
