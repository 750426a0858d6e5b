import { z } from 'zod'
import { type Command, defineCommand } from '../src/command.ts'
import { paragraph, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'List everything you can type',
  forms: [''],
  asked: ['commands'],
  examples: () => ['commands'],
  arguments: z.object({}),
  open: true,
  async run({ commands }) {
    const shown = [...commands].filter(([, each]) => !each.hidden)
    return {
      message: {
        summary: `You can type ${shown.length} commands; "help update" explains one.`,
        blocks: [
          paragraph('You can type:'),
          {
            kind: 'list',
            items: GROUPS.flatMap((group) =>
              group.filter((each) => commands.has(each)).map((each) => line(each, commands.get(each))),
            ).concat(rest(shown)),
          },
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
