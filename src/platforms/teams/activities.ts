import type { Logger } from 'pino'
import { sentence } from '../../message.ts'
import { channelWelcome, WELCOME } from '../membership/welcome.ts'
import { type Activity, ADDRESS, isPersonal } from './activity.ts'
import { type Answer, DONE, sayAfter } from './answers.ts'
import { cardDataIn } from './card-data.ts'
import { openDialog, submitDialog } from './forms.ts'
import { closingAnswer, noticeAnswer } from './invoke-answers.ts'
import { answerEdited, answerMessage } from './messages.ts'
import { answerPress } from './press.ts'
import type { Connector } from './sdk.ts'
import type { Services, Turn } from './services.ts'

/** Answers an activity whose token was accepted. */
export type AnswerActivity = (activity: Activity, connector: Connector) => Promise<Answer>

const ANSWERED: readonly string[] = [
  'message',
  'messageUpdate',
  'invoke',
  'installationUpdate',
  'conversationUpdate',
]

export function createAnswerActivity(services: Services, log: Logger): AnswerActivity {
  return async (activity, connector) => {
    if (!ANSWERED.includes(activity.type) || isRemoval(activity)) return DONE
    const speaker = await services.findSpeaker(activity, connector)
    if (speaker.kind === 'refused') {
      log.warn({ code: `teams-${speaker.code}`, type: activity.type }, 'somebody from elsewhere was refused')
      return refuse({ activity, connector }, speaker.sentence, services)
    }
    const turn = { activity, speaker, connector }
    switch (activity.type) {
      case 'message':
        return answerMessage(turn, services)
      case 'messageUpdate':
        return answerEdited(turn, services)
      case 'invoke':
        return answerInvoke(turn, services)
      default:
        return speaker.needsWelcome
          ? sayAfter(turn, services, {
              reply: { message: isPersonal(activity) ? WELCOME : channelWelcome(ADDRESS) },
            })
          : DONE
    }
  }
}

/** Whether the app was taken out of the conversation. */
function isRemoval({ type, action, membersRemoved, recipient }: Activity): boolean {
  if (membersRemoved?.some(({ id }) => id === recipient.id)) return true
  return type === 'installationUpdate' && action !== 'add' && action !== 'add-upgrade'
}

async function answerInvoke(turn: Turn, services: Services): Promise<Answer> {
  const { name, value } = turn.activity
  switch (name) {
    case 'adaptiveCard/action':
      return answerPress(turn, cardDataIn(fieldIn(fieldIn(value, 'action'), 'data')), services)
    case 'task/fetch':
      return openDialog(turn, cardDataIn(fieldIn(value, 'data')), services)
    case 'task/submit':
      return submitDialog(turn, cardDataIn(fieldIn(value, 'data')), services)
    default:
      return { status: 501 }
  }
}

function fieldIn(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function refuse(refused: Pick<Turn, 'activity' | 'connector'>, text: string, { answers }: Services): Answer {
  const { type, name } = refused.activity
  switch (type) {
    case 'message':
      return { ...DONE, after: () => answers.say(refused, sentence(text)) }
    case 'invoke':
      return name === 'adaptiveCard/action' ? noticeAnswer(text) : closingAnswer(text)
    default:
      return DONE
  }
}
