import { listTroubled } from '../data/deliveries.ts'
import { listLinkRequests } from '../data/link-requests.ts'
import { listOpenRequests } from '../data/requests.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { NOTHING_WAITS, SENT_LAST } from '../src/deliveries/by-hand.ts'
import { count, listed } from '../src/domain/format.ts'
import { type Block, heading, paragraph } from '../src/message.ts'
import { mayDecide } from '../src/requests/rights.ts'

export default defineCommand({
  summary: 'Show all that waits for you as coordinator: messages, links, decisions, who is silent',
  topics: 'waiting inbox dashboard todo overview',
  over: 'plans',
  for: 'coordinator',
  otherwise: 'What waits for you: mine',
  forms: [''],
  questions: ['desk', 'what is waiting|waits for me as coordinator'],
  async run(context) {
    const { db, model } = context
    const waiting = {
      troubled: (await listTroubled(db, model.plan.id)).length,
      links: (await listLinkRequests(db)).length,
      decisions: await decisionsOf(context),
    }
    const number = waiting.troubled + waiting.links + waiting.decisions
    const title =
      number === 0 ? 'Nothing waits for you' : `${count(number, 'thing waits', 'things wait')} for you`
    const parts = [
      ...(waiting.troubled > 0
        ? [`${count(waiting.troubled, 'message')} that did not go out or may not have arrived`]
        : []),
      ...(waiting.links > 0 ? [`${count(waiting.links, 'person', 'people')} to be linked`] : []),
      ...(waiting.decisions > 0 ? [`${count(waiting.decisions, 'request')} for decision`] : []),
    ]
    const text = parts.length === 0 ? `${title}.` : `${title}: ${listed(parts)}.`
    return {
      message: {
        title,
        summary: text,
        blocks: [
          paragraph(text),
          ...(await answered(context, 'links', waiting.links > 0 ? 'To be linked' : undefined)),
          ...(await answered(context, 'requests', waiting.decisions > 0 ? 'For decision' : undefined)),
          ...(await answered(context, 'unreported', 'Who is silent')),
          ...stillToGo(await answered(context, 'deliveries', 'Messages')),
        ],
      },
    }
  },
})

async function decisionsOf(context: Context): Promise<number> {
  const requests = await listOpenRequests(context.db, context.model.plan.id)
  const allowed = await Promise.all(requests.map((request) => mayDecide(context, request)))
  return allowed.filter(Boolean).length
}

/** What was sent is no work any more, and that nothing waits is said by the heading of the desk. */
function stillToGo(blocks: readonly Block[]): readonly Block[] {
  const sent = blocks.findIndex((block) => block.kind === 'heading' && block.text === SENT_LAST)
  const [title, ...rest] = sent === -1 ? blocks : blocks.slice(0, sent)
  const left = rest.filter((block) => block.kind !== 'paragraph' || block.text !== NOTHING_WAITS)
  return title && left.length > 0 ? [title, ...left] : []
}

/** What another command answers, under a heading; nothing where there is none. */
async function answered(
  context: Context,
  name: string,
  title: string | undefined,
): Promise<readonly Block[]> {
  const command = context.commands.get(name)
  if (title === undefined || !command) return []
  const { message } = await command.run(context, {})
  return [heading(title), ...message.blocks]
}
