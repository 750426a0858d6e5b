import type { Reply } from '../../platform.ts'
import { type Answer, sayAfter } from './answers.ts'
import { type CardData, replacesCard, saidBy } from './card-data.ts'
import { formAgain, pagesOfForm } from './forms.ts'
import { cardAnswer, NOT_OURS, noticeAnswer } from './invoke-answers.ts'
import { replacing } from './replacing.ts'
import type { Services, Turn } from './services.ts'

/** A press of a button, or of the button that submits a form on a card. */
export async function answerPress(
  turn: Turn,
  data: CardData | undefined,
  services: Services,
): Promise<Answer> {
  if (!data) return noticeAnswer(NOT_OURS)
  const { handOn, cards } = services
  const reply = await handOn(turn, saidBy(data))
  const again = await formAgain(turn, { data, reply }, services)
  const [form] = again ? await pagesOfForm(again, cards) : []
  if (form) return cardAnswer(form)
  if (reply.error) return noticeAnswer(reply.error.text)
  const { message } = reply
  const { replyToId } = turn.activity
  const [first] = await cards.pages(message)
  if (!replacesCard(data, reply) || !replyToId || !first) {
    // The presser alone sees a single sentence; anything longer is posted below.
    const response = noticeAnswer(message.summary)
    return isSentence(reply) ? response : sayAfter(turn, services, { reply, response })
  }
  // A question shows again what was typed into a form: to whoever typed it, and to nobody else.
  if (data.kind === 'form' && reply.waits) return cardAnswer(first)
  // The response changes the card for the presser alone, and the edit for everyone else.
  return { ...cardAnswer(first), after: await replacing(turn, services, { reply, replyToId }) }
}

function isSentence({ message: { blocks }, thread = [] }: Reply): boolean {
  return thread.length === 0 && blocks.length === 1 && blocks[0]?.kind === 'paragraph'
}
