import type { Reply } from '../../platform.ts'
import type { Answer } from './answers.ts'
import { type CardData, replacesCard, saidBy } from './card-data.ts'
import { formAgain, pagesOfForm } from './forms.ts'
import { cardAnswer, NOT_OURS, noticeAnswer } from './invoke-answers.ts'
import type { Services, Turn } from './services.ts'

/** A press of a button, or of the button that submits a form on a card. */
export async function answerPress(
  turn: Turn,
  data: CardData | undefined,
  services: Services,
): Promise<Answer> {
  if (!data) return noticeAnswer(NOT_OURS)
  const { handOn, answers, cards } = services
  const reply = await handOn(turn, saidBy(data))
  const again = await formAgain(turn, { data, reply }, services)
  const [form] = again ? await pagesOfForm(again, cards) : []
  if (form) return cardAnswer(form)
  if (reply.error) return noticeAnswer(reply.error.text)
  const { message, thread = [] } = reply
  const { replyToId } = turn.activity
  const pages = await cards.pages(message)
  const [first] = pages
  if (!replacesCard(data, reply) || !replyToId || !first) {
    // The presser alone sees a single sentence; anything longer is posted below.
    if (!isSentence(reply)) await answers.say(turn, [message, ...thread])
    return noticeAnswer(message.summary)
  }
  // A question shows again what was typed into a form: to whoever typed it, and to nobody else.
  if (data.kind === 'form' && reply.waits) return cardAnswer(first)
  // The response changes the card for the presser alone, and the edit for everyone else.
  const after = async () => {
    await answers.replace(turn, replyToId, pages)
    await answers.say(turn, thread)
  }
  return { ...cardAnswer(first), after }
}

function isSentence({ message: { blocks }, thread = [] }: Reply): boolean {
  return thread.length === 0 && blocks.length === 1 && blocks[0]?.kind === 'paragraph'
}
