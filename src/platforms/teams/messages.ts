import { createHash } from 'node:crypto'
import { sentence } from '../../message.ts'
import { type Activity, isPersonal } from './activity.ts'
import { type Answer, answeringTo, DONE, sayAfter } from './answers.ts'
import { cardDataIn, replacesCard, saidBy } from './card-data.ts'
import { filesIn, hasUnseenFiles } from './files.ts'
import { formAgain, pagesOfForm } from './forms.ts'
import { NOT_OURS } from './invoke-answers.ts'
import { replacing } from './replacing.ts'
import { typedText } from './said.ts'
import type { Services, Turn } from './services.ts'

/** A typed message, or a card that was submitted as one: then it has a value and no text. */
export async function answerMessage(turn: Turn, services: Services): Promise<Answer> {
  const { text, value } = turn.activity
  if (!text && typeof value === 'object' && value !== null) return answerCard(turn, services)
  const { handOn, mayCall } = services
  const files = filesIn(turn.activity, mayCall)
  const reply = await handOn(turn, {
    ...(files.length === 0 ? {} : { files }),
    ...(hasUnseenFiles(turn.activity) ? { hasUnseenFiles: true as const } : {}),
    said: typedText(turn.activity),
    message: messageKey(turn.activity),
    answering: answeringTo(turn),
  })
  return sayAfter(turn, services, { reply })
}

/** A message that was edited comes again with its old id. */
export async function answerEdited(turn: Turn, services: Services): Promise<Answer> {
  const { handOn } = services
  const { activity } = turn
  const { channelData, text, timestamp } = activity
  if (!text || (channelData?.eventType && channelData.eventType !== 'editMessage')) return DONE
  const message = messageKey(activity)
  const said = typedText(activity)
  // Each edit is a message of its own, and one that is brought again is known by its time and words.
  const words = createHash('sha256').update(`${timestamp} ${said}`).digest('hex')
  const key = `edit:${message}:${words}`
  const reply = await handOn(turn, { said, message, isEdited: true, key })
  return reply.isSilent ? DONE : sayAfter(turn, services, { reply, key })
}

function messageKey({ conversation, id }: Activity): string {
  return `${conversation.id}/${id}`
}

async function answerCard(turn: Turn, services: Services): Promise<Answer> {
  const { handOn, answers, cards } = services
  const data = cardDataIn(turn.activity.value)
  if (!data) return { ...DONE, after: () => answers.say(turn, sentence(NOT_OURS)) }
  const reply = await handOn(turn, saidBy(data))
  const again = await formAgain(turn, { data, reply }, services)
  const isAsked = data.kind === 'form' && reply.waits
  if ((again || isAsked) && !isPersonal(turn.activity))
    return sayAfter(turn, services, { reply: { message: sentence(NOT_HERE) } })
  if (again) {
    const pages = await pagesOfForm(again, cards)
    return { ...DONE, after: () => answers.post(turn, pages) }
  }
  const { replyToId } = turn.activity
  if (!replacesCard(data, reply) || !replyToId) return sayAfter(turn, services, { reply })
  return { ...DONE, after: await replacing(turn, services, { reply, replyToId }) }
}

/** An answer to a card that was submitted as a message is read by everybody: it repeats nothing of what was typed. */
const NOT_HERE =
  'Nothing was recorded yet: something in that form is not right, or the item has changed. Everybody reads this, so I do not repeat what you typed. Please open the form in our own chat.'
