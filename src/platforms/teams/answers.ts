import type { Logger } from 'pino'
import { type Form, type Message, sentence, typed } from '../../message.ts'
import type { Host, Incoming, Reply } from '../../platform.ts'
import { renderDialog, type TeamsDialog, type TeamsPage } from '../../render/teams.ts'
import { type Activity, isPersonal, placeIn } from './activity.ts'
import { askingFor, type Press, pressIn, saidBy } from './card-data.ts'
import { activityOf, attachmentOf, CARD, type Cards } from './cards.ts'
import { messageIdOf, splitConversation } from './message-id.ts'
import { outcomeOf } from './outcome.ts'
import type { Pace } from './pacing.ts'
import type { createFindSpeaker, Speaker } from './people.ts'
import type { Known } from './reference.ts'
import { typedText } from './said.ts'
import type { Connector, Sdk } from './sdk.ts'

/** What the request is answered with; an invoke wants a body. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  /** What is left to do once the presser has their answer. */
  readonly after?: () => Promise<void>
}

interface Needs {
  readonly host: Pick<Host, 'handle'>
  readonly sdk: Pick<Sdk, 'withoutMention'>
  readonly findSpeaker: ReturnType<typeof createFindSpeaker>
  readonly cards: Cards
  readonly pace: Pace
  readonly now: () => Date
  readonly log: Logger
}

/** One activity with what it may be answered by. */
interface Turn {
  readonly activity: Activity
  readonly connector: Connector
}

const DONE: Answer = { status: 200 }
/** The channel may bring it again: its key gives the same answer, and nothing is done twice. */
const AGAIN: Answer = { status: 503 }
/** Teams stops waiting for an answer after ten to fifteen seconds. */
const LONGEST = 8_000

export function createAnswering({ host, sdk, findSpeaker, cards, pace, now, log }: Needs) {
  return async (activity: Activity, connector: Connector): Promise<Answer> => {
    if (!ANSWERED.includes(activity.type) || isRemoval(activity)) return DONE
    const turn = { activity, connector }
    const speaker = await findSpeaker(activity, connector)
    if ('refusal' in speaker) {
      log.warn({ code: `teams-${speaker.code}`, type: activity.type }, 'somebody from elsewhere was refused')
      return refuse(turn, speaker.refusal)
    }
    switch (activity.type) {
      case 'message':
        return onMessage(turn, speaker)
      case 'invoke':
        return onInvoke(turn, speaker)
      default:
        return speaker.needsWelcome ? say(turn, [WELCOME]) : DONE
    }
  }

  async function onMessage(turn: Turn, speaker: Speaker): Promise<Answer> {
    const { activity } = turn
    const isCard = !activity.text && typeof activity.value === 'object' && activity.value !== null
    if (!isCard) {
      const reply = await handle(turn, speaker, { said: typedText(sdk.withoutMention(activity)) })
      return say(turn, [reply.message, ...(reply.thread ?? [])])
    }
    const press = pressIn(activity.value)
    if (!press) return say(turn, [sentence(NOT_OURS)])
    const reply = await handle(turn, speaker, saidBy(press))
    const again = await formAgain(turn, speaker, { press, reply })
    if (again) return post(turn, await cards.pages(alone(again.form), again.refilled))
    const { replyToId } = activity
    if (!replaces(press, reply) || !replyToId) return say(turn, [reply.message, ...(reply.thread ?? [])])
    const isReplaced = await replace(turn, replyToId, await cards.pages(reply.message))
    return say(turn, [...(isReplaced ? [] : [reply.message]), ...(reply.thread ?? [])])
  }

  async function onInvoke(turn: Turn, speaker: Speaker): Promise<Answer> {
    const { name, value } = turn.activity
    switch (name) {
      case 'adaptiveCard/action':
        return onPress(turn, speaker, pressIn(dataIn(dataIn(value, 'action'), 'data')))
      case 'task/fetch':
        return onFetch(turn, speaker, pressIn(dataIn(value, 'data')))
      case 'task/submit':
        return onDialog(turn, speaker, pressIn(dataIn(value, 'data')))
      default:
        return { status: 501 }
    }
  }

  async function onPress(turn: Turn, speaker: Speaker, press: Press | undefined): Promise<Answer> {
    if (!press) return notice(NOT_OURS)
    const reply = await handle(turn, speaker, saidBy(press))
    const again = await formAgain(turn, speaker, { press, reply })
    const [form] = again ? await cards.pages(alone(again.form), again.refilled) : []
    if (form) return shown(form)
    if (reply.error) return notice(reply.error.text)
    const { replyToId } = turn.activity
    const pages = await cards.pages(reply.message)
    const [first] = pages
    if (!replaces(press, reply) || !replyToId || !first) {
      // A sentence is for the presser alone; anything more has its place below.
      if (!isSentence(reply)) await say(turn, [reply.message, ...(reply.thread ?? [])])
      return notice(reply.message.summary)
    }
    // The answer changes the card for the presser alone; the edit, for everyone else.
    const after = async () => {
      await replace(turn, replyToId, pages)
      if (reply.thread) await say(turn, reply.thread)
    }
    return { ...shown(first), after }
  }

  /** The form that a button opens: what it stands for is said, and the form of the answer shown. */
  async function onFetch(turn: Turn, speaker: Speaker, press: Press | undefined): Promise<Answer> {
    if (!press) return closing(NOT_OURS)
    const reply = await handle(turn, speaker, askingFor(press))
    const form = formIn(reply)
    if (!form) return closing(reply.error?.text ?? reply.message.summary)
    return dialog(renderDialog(form))
  }

  async function onDialog(turn: Turn, speaker: Speaker, press: Press | undefined): Promise<Answer> {
    if (press?.kind !== 'form') return closing(NOT_OURS)
    const reply = await handle(turn, speaker, saidBy(press))
    const again = await formAgain(turn, speaker, { press, reply })
    if (again) return dialog(renderDialog(again.form, again.refilled))
    if (reply.error) return closing(reply.error.text)
    const after = async () => {
      await say(turn, [reply.message, ...(reply.thread ?? [])])
    }
    return { ...closing(reply.message.summary), after }
  }

  /** A form that was not accepted, with what was wrong and what was typed; nothing when it is not to be had. */
  async function formAgain(
    turn: Turn,
    speaker: Speaker,
    { press, reply }: { press: Press; reply: Reply },
  ): Promise<{ form: Form; refilled: NonNullable<Parameters<Cards['pages']>[1]> } | undefined> {
    if (press.kind !== 'form' || !reply.error || WHOLE.includes(reply.error.code)) return undefined
    const form = formIn(await handle(turn, speaker, { ...askingFor(press), key: null }))
    const { text, field } = reply.error
    return form && { form, refilled: { error: { text, field }, values: press.values } }
  }

  function handle(
    { activity }: Turn,
    { tenant, userId, known }: Speaker,
    what: Pick<Incoming, 'said'> & Partial<Pick<Incoming, 'nonce' | 'key'>>,
  ): Promise<Reply> {
    const under = headOf(activity)
    return host.handle({
      platform: 'teams',
      tenant,
      userId,
      conversation: placeIn(activity),
      isPrivate: isPersonal(activity),
      // Teams knows no answer in a channel that one person alone sees.
      isOpen: !isPersonal(activity),
      ...nameOf(activity),
      key: `${activity.channelId}:${activity.conversation.id}:${activity.id}`,
      ...(under === undefined ? {} : { under }),
      ...profileOf(activity, known),
      ...what,
    })
  }

  async function refuse(turn: Turn, text: string): Promise<Answer> {
    switch (turn.activity.type) {
      case 'message':
        return say(turn, [sentence(text)])
      case 'invoke':
        return turn.activity.name === 'adaptiveCard/action' ? notice(text) : closing(text)
      default:
        return DONE
    }
  }

  /** In the conversation, under what was said: in a channel all of its members read it. */
  async function say(turn: Turn, messages: readonly Message[]): Promise<Answer> {
    for (const message of messages) {
      const answer = await post(turn, await cards.pages(message))
      if (answer !== DONE) return answer
    }
    return DONE
  }

  async function post({ activity, connector }: Turn, pages: readonly TeamsPage[]): Promise<Answer> {
    const to = { conversation: activity.conversation.id, activityId: activity.id }
    for (const page of pages) {
      const deadline = AbortSignal.timeout(LONGEST)
      const failure = await attempt(deadline, activity, () =>
        connector.answer(to, activityOf(page), deadline),
      )
      if (failure && failure !== 'refused') return AGAIN
    }
    return DONE
  }

  /** Puts a receipt in the place of the card that was acted on; false when Teams did not take it. */
  async function replace(
    { activity, connector }: Turn,
    activityId: string,
    [first, ...more]: readonly TeamsPage[],
  ): Promise<boolean> {
    if (!first) return false
    const deadline = AbortSignal.timeout(LONGEST)
    const which = { conversation: activity.conversation.id, activityId }
    const failure = await attempt(deadline, activity, () =>
      connector.change(which, activityOf(first), deadline),
    )
    if (!failure) await post({ activity, connector }, more)
    return !failure
  }

  /** How a call failed, or nothing; what failed is on record, for what it was about is on disk already. */
  async function attempt(deadline: AbortSignal, activity: Activity, call: () => Promise<unknown>) {
    if (!(await pace(placeIn(activity), deadline))) return 'later'
    try {
      await call()
      return undefined
    } catch (error) {
      const { state } = outcomeOf(error, now())
      log.warn({ code: 'teams-answer', state, type: activity.type }, 'an answer did not arrive')
      return state
    }
  }
}

/** A team's first channel has no name of its own. */
function nameOf({ channelData, conversation }: Activity): Pick<Incoming, 'conversationName'> {
  const { channel, team } = channelData ?? {}
  const isFirst = team?.id !== undefined && channel?.id === team?.id
  const name = channel?.name ?? (isFirst ? 'General' : conversation.name)
  return name ? { conversationName: team?.name ? `${name} in ${team.name}` : name } : {}
}

function profileOf({ from: { name } }: Activity, { profile }: Known): Pick<Incoming, 'profile'> {
  if (profile) return { profile }
  return name ? { profile: { name, email: null } } : {}
}

const ANSWERED: readonly string[] = ['message', 'invoke', 'installationUpdate', 'conversationUpdate']

function isRemoval({ type, action }: Activity): boolean {
  return type === 'installationUpdate' && action !== 'add' && action !== 'add-upgrade'
}

/** The message at the head of the thread, by the name that sending it had: none when this is the head. */
function headOf(activity: Activity): string | undefined {
  const { place, root } = splitConversation(activity.conversation.id)
  const head = root ?? activity.replyToId
  return head && head !== activity.id ? messageIdOf({ place, root: null, activityId: head }) : undefined
}

/** A change on a card that holds nothing else; a question is answered below it. */
function replaces(press: Press, { error }: Reply): boolean {
  return !error && !press.stays && (press.kind === 'form' || press.nonce !== undefined)
}

function isSentence({ message: { blocks }, thread = [] }: Reply): boolean {
  return thread.length === 0 && blocks.length === 1 && blocks[0]?.kind === 'paragraph'
}

/** What is wrong with these is not what was typed: the form would be of no more use. */
const WHOLE: readonly string[] = ['refused', 'conflict', 'setup']

function formIn({ message }: Reply): Form | undefined {
  return message.blocks.find((block) => block.kind === 'form')
}

function alone(form: Form): Message {
  return { summary: form.title, blocks: [form] }
}

function dataIn(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function shown({ card }: TeamsPage): Answer {
  return { status: 200, body: { statusCode: 200, type: CARD, value: card } }
}

/** A line that the presser alone sees; the card stays as it is. */
function notice(text: string): Answer {
  const type = 'application/vnd.microsoft.activity.message'
  return { status: 200, body: { statusCode: 200, type, value: text } }
}

function dialog({ card, ...frame }: TeamsDialog): Answer {
  const value = { ...frame, card: attachmentOf(card) }
  return { status: 200, body: { task: { type: 'continue', value } } }
}

function closing(text: string): Answer {
  return { status: 200, body: { task: { type: 'message', value: text } } }
}

const NOT_OURS = 'I cannot read that card, so nothing was changed. Type “help” to see what I can do.'

const WELCOME: Message = sentence(
  'I keep an improvement plan: who owns what, how it stands, and what the boards decide.',
  {
    kind: 'list',
    items: [
      ['Try: ', typed('mine')],
      ['Try: ', typed('overdue')],
      ['Try: ', typed('help')],
    ],
  },
)
