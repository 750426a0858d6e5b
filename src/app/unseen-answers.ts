import { endAnswer, listUnseenAnswers } from '../../data/answers.ts'
import type { Delivery } from '../../data/deliveries.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'
import { moment } from '../domain/format.ts'
import { type Block, context, type Message } from '../message.ts'
import type { Incoming, Reply } from '../platform.ts'
import { type KnownContext, REFUSED_BY_DISK } from './request-context.ts'

/** The reply, below those to the same person that may not have reached them: a receipt above all must not be lost. */
export async function withUnseenAnswers(reply: Reply, request: KnownContext): Promise<Reply> {
  const { db, model, incoming, speaker, log, now } = request
  if (!isSeen(reply, incoming)) return reply
  const { platform, tenant, userId } = incoming
  const asker = { platform, tenant, userId, personId: speaker.personId }
  const unseen = (await listUnseenAnswers(db, asker)).filter((each) => mayBeShown(each, incoming))
  if (unseen.length === 0) return reply
  const shown = await bestEffort(
    () =>
      write(db, model.plan.id, async (trx) => {
        const ended: Delivery[] = []
        for (const each of unseen) if (await endAnswer(trx, each, now)) ended.push(each)
        return ended
      }),
    () => log.warn({ code: 'not-remembered' }, REFUSED_BY_DISK),
  )
  const above = (shown ?? unseen).flatMap((each) => blocksOf(each, model.plan.timeZone))
  return { ...reply, message: { ...reply.message, blocks: [...above, ...reply.message.blocks] } }
}

/** Whether the reply is going to be read: a window that opens shows its form alone, and Home is shown over and over. */
function isSeen({ message, shared, isSilent }: Reply, { key }: Incoming): boolean {
  return key !== null && !shared && !isSilent && message.blocks.every(({ kind }) => kind !== 'form')
}

/** What one person was told is not told to a channel. */
function mayBeShown({ channel }: Delivery, { isOpen = false, conversation }: Incoming): boolean {
  return !isOpen || channel === conversation
}

function blocksOf({ payload, postsArrived, dueAt }: Delivery, timeZone: string): readonly Block[] {
  const { summary, blocks } = JSON.parse(payload) as Message
  const of = `My answer of ${moment(new Date(dueAt), timeZone)}`
  if (postsArrived > 0)
    return [context(`${of} may not have reached you to its end: ${summary} Ask again to see all of it.`)]
  return [context(`${of} may not have reached you:`), ...blocks, context('And now:')]
}
