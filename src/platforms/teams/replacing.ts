import type { Reply } from '../../platform.ts'
import type { Services, Turn } from './services.ts'

/**
 * Keeps a reply that takes the place of the card that was pressed. What is returned puts it there; if Teams does not take
 * that, the reply is said below. Further pages follow in any case.
 */
export async function replacing(
  turn: Turn,
  { keepReply, answers, cards }: Services,
  { reply, replyToId }: { readonly reply: Reply; readonly replyToId: string },
): Promise<() => Promise<void>> {
  const pages = await cards.pages(reply.message)
  const [first] = pages
  const kept = await keepReply(turn, reply, { isToldFirst: true })
  const isAll = pages.length === 1 && (reply.thread ?? []).length === 0
  return async () => {
    const isReplaced = first !== undefined && (await answers.replace(turn, replyToId, first))
    if (isReplaced) await kept.arrived(isAll ? undefined : 1)
    if (!isReplaced || !isAll) await kept.deliver()
  }
}
