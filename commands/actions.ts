import { z } from 'zod'
import { type ActionArising, listActionsArising } from '../data/actions-arising.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { shortDay } from '../src/domain/format.ts'
import { columns, said, sentence } from '../src/message.ts'
import { doersOf, doneButton, dueWords } from '../src/status/actions-arising.ts'

export default defineCommand({
  summary: 'List the actions arising from meetings that are not done',
  topics: 'tasks follow-ups to-do',
  forms: ['[body]'],
  questions: [
    'actions came|come out|from',
    'actions from|of meeting|board',
    'actions arising outstanding|open|left',
    'actions arising',
    'matters arising',
    'meeting actions',
  ],
  examples: ({ bodies }) => ['actions', `actions ${bodies[0]?.aliases[0] ?? bodies[0]?.code}`],
  arguments: z.object({ body: z.string().optional() }),
  async run(context, { body: code }) {
    const { plan, bodies } = context.model
    const body = bodies.find((each) => each.code === code)
    const of = body ? ` of the ${body.name}` : ''
    const all = await listActionsArising(context.db, plan.id, { bodyId: body?.id })
    const open = all.filter(({ doneAt }) => doneAt === null)
    const text = `Actions arising${of}: ${open.length} of ${all.length} not done.`
    if (open.length === 0)
      return { message: sentence(all.length === 0 ? `No action arising${of} is recorded.` : text) }
    const mine = open.filter((action) => mayEnd(context, action)).map(doneButton)
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: `Actions arising${of}, not done`,
          columns: columns('No', 'What', 'Owner', 'Due', 'From'),
          rows: open.map((action) => [
            String(action.number),
            [said(action.text)],
            action.owner ?? '',
            dueWords(action, context.today),
            from(context, action),
          ]),
        },
        ...(mine.length > 0 && mine.length <= MOST_BUTTONS
          ? [{ kind: 'buttons' as const, buttons: mine }]
          : []),
      ),
    }
  },
})

/** A message has room for this many buttons; the rest are typed. */
const MOST_BUTTONS = 5

function from({ model }: Context, { bodyId, meetingDay }: ActionArising): string {
  const { name, aliases } = model.bodies.find(({ id }) => id === bodyId) ?? { name: '', aliases: [] }
  return `${aliases[0] ?? name}${meetingDay === null ? '' : `, ${shortDay(meetingDay)}`}`
}

function mayEnd(context: Context, action: ActionArising): boolean {
  return context.speaker.isCoordinator || doersOf(context, action).includes(context.speaker.personId)
}
