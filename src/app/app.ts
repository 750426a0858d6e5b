import { setImmediate as nextTick } from 'node:timers/promises'
import type { Logger } from 'pino'
import { findLapsed, findQuestion } from '../../data/conversations.ts'
import type { Database } from '../../data/database.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { keepCalendar } from '../../data/meetings.ts'
import { type PlanModel, planLoaders } from '../../data/plans.ts'
import { type Command, type Commands, mayUse } from '../command.ts'
import { readLine } from '../conversation/reader.ts'
import { dayIn } from '../domain/day.ts'
import { firstOf } from '../domain/first-of.ts'
import { heldBack } from '../domain/held-back.ts'
import { sayable } from '../domain/plan-name.ts'
import type { Reading } from '../domain/reading.ts'
import type { Vocabulary } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Guest, Incoming, PartInPlan, Reply, Who } from '../platform.ts'
import { answer, askBack, dismiss } from './answer.ts'
import { change } from './change.ts'
import { answerEdit } from './edited.ts'
import { isHeardGuest } from './guests.ts'
import { withoutChildren, withoutNames } from './held-back.ts'
import { replyBefore } from './idempotent.ts'
import { withImport } from './importing.ts'
import { checkChildren, cleaned, cleanedText, withCleanNames } from './incoming.ts'
import { look } from './looking.ts'
import { addressedReply, failureReply } from './replies.ts'
import {
  isAside,
  type KnownContext,
  knownContext,
  lookedUp,
  REFUSED_BY_DISK,
  type RequestContext,
  readContext,
  readVocabulary,
  type Services,
} from './request-context.ts'
import type { HeardCommand } from './run-command.ts'
import { answerEach, askWhichPlan, ofAnyPlan, ofItsPlan, withChosenPlan } from './several-plans.ts'
import { answerStranger } from './strangers.ts'
import { lapsedAnswer, readIn, understand } from './understand.ts'
import { withUnseenAnswers } from './unseen-answers.ts'
import { isRunning, planMeant, withoutOwnName } from './which-plan.ts'

export interface App {
  /** Takes what someone said, does it or answers it, and returns when all of it is on disk. Never throws. */
  readonly handle: (incoming: Incoming, now: Date) => Promise<Reply>
  /** Says what a line would be understood to be; changes nothing. */
  readonly read: (line: string, now: Date, speaking?: Speaking) => Promise<Reading>
  /** The commands that somebody may use; a stranger may use none. */
  readonly commandsFor: (now: Date, speaking: Speaking) => Promise<Commands>
  /** The plans that somebody has a part in; those that go on come first. */
  readonly plansFor: (now: Date, speaking: Speaking) => Promise<readonly PlanModel[]>
  /** Who speaks from an account; undefined for a stranger. */
  readonly whoIs: (now: Date, speaking: Speaking) => Promise<Who | undefined>
  /** Whether the coordinator named or linked a guest of the workspace or tenant. */
  readonly hearsGuest: (guest: Guest, now: Date) => Promise<boolean>
  /** The plan's words, for completion. */
  readonly vocabulary: (now: Date) => Promise<Vocabulary>
}

type Speaking = Pick<Incoming, 'platform' | 'tenant' | 'userId' | 'conversation' | 'isGuest' | 'via'>

interface Options {
  readonly db: Database
  readonly commands: Commands
  readonly log: Logger
  /** The plan's code; without it the only one there is. */
  readonly plan?: string | undefined
  /** Milliseconds that only go forward, to notice a line that takes long to read. */
  readonly steadyNow?: () => number
  /** The address of the web pages, if there are any. */
  readonly web?: () => string | undefined
  /** People sign in to them by a link from the chat, unless it is said that they do not. */
  readonly hasSignInLinks?: boolean
  /** What is published is shown to anybody; it is not, unless that is said. */
  readonly hasPublicPage?: boolean
  /** Assistants may ask in people’s names, by tokens that they make. */
  readonly hasAssistants?: boolean
  /** Keeps the database as it is, before an import changes it. */
  readonly keepCopy?: ((now: Date) => Promise<string>) | undefined
}

export function createApp({ plan: code, ...given }: Options): App {
  const { db, commands, log } = given
  const services: Services = { ...given, loadPlans: planLoaders(db, code) }
  const vocabulary = async (now: Date) => {
    const plan = await firstOf(await services.loadPlans())()
    return readVocabulary(plan, { commands, today: dayIn(plan.model.plan.timeZone, now), using: db })
  }
  return {
    vocabulary,
    hearsGuest: (guest, now) => isHeardGuest(services, guest, now),
    handle: async (incoming, now) => {
      try {
        // Requests that arrived together are all begun before the first transaction, so that they share its commit.
        await nextTick()
        return addressedReply(await reply(services, withoutNames(incoming), now), incoming, commands)
      } catch (error) {
        return addressedReply(heldBack(failureReply(error, incoming, log)), incoming, commands)
      }
    },
    plansFor: async (now, speaking) => {
      const { own } = await readPlans(services, { ...speaking, key: null, said: '' }, now)
      return [...own.filter(isRunning), ...own.filter((each) => !isRunning(each))].map(({ model }) => model)
    },
    whoIs: async (now, speaking) => {
      const { own } = await readPlans(services, { ...speaking, key: null, said: '' }, now)
      const [first] = own
      if (!first) return undefined
      const plans = [...own.filter(isRunning), ...own.filter((each) => !isRunning(each))].map(partOf)
      return { name: first.speaker.name, plans }
    },
    commandsFor: async (now, speaking) => {
      const { own } = await readPlans(services, { ...speaking, key: null, said: '' }, now)
      const isTheirs = (command: Command) => own.some(({ speaker }) => mayUse(command, speaker))
      return new Map([...commands].filter(([, command]) => isTheirs(command)))
    },
    read: async (line, now, speaking) => {
      const said = cleanedText(line)
      checkChildren([said])
      if (!speaking) return readLine(said, commands, await vocabulary(now))
      const { own, all } = await readPlans(services, { ...speaking, key: null, said }, now)
      if (own.length === 0) return readLine(said, commands, firstOf(all).vocabulary)
      const meant = await planMeant(said, own)
      const request = meant.kind === 'one' ? meant.request : firstOf(meant.requests)
      return readIn(typeof meant.said === 'string' ? meant.said : said, request)
    },
  }
}

function partOf({ model: { plan, roles, bodies }, speaker }: KnownContext): PartInPlan {
  const theirs = new Set([...speaker.chairs, ...speaker.deputises, ...speaker.memberOf])
  const meeting = bodies
    .filter(({ cadence }) => cadence.length > 0)
    .map(({ code, name }) => ({ code, name, isTheirs: theirs.has(code) }))
  return {
    code: plan.code,
    name: sayable(plan),
    title: plan.title,
    timeZone: plan.timeZone,
    isCoordinator: speaker.isCoordinator,
    isOwner: roles.some(({ code, kind }) => kind === 'officer' && speaker.roles.includes(code)),
    bodies: [...meeting.filter(({ isTheirs }) => isTheirs), ...meeting.filter(({ isTheirs }) => !isTheirs)],
  }
}

interface Plans {
  /** What is known of the request in each plan that is served. */
  readonly all: readonly RequestContext[]
  /** Those in which the speaker has a part. */
  readonly own: readonly KnownContext[]
}

async function readPlans(services: Services, incoming: Incoming, now: Date): Promise<Plans> {
  const loaders = await services.loadPlans()
  const all = await Promise.all(loaders.map((load) => readContext(services, { load, incoming, now })))
  const parts = all.flatMap(({ speaker, model }) => (speaker ? [model] : []))
  const plans = parts.map(({ plan }) => plan)
  const own = all.flatMap(
    (request) => knownContext({ ...request, parts, vocabulary: { ...request.vocabulary, plans } }) ?? [],
  )
  return { all, own }
}

/** Takes whatever somebody says from the platform to the reply. Who it is comes first, then which plan they mean. */
async function reply(services: Services, incoming: Incoming, now: Date): Promise<Reply> {
  const { all, own } = await readPlans(services, withCleanNames(incoming), now)
  const [only, ...others] = own
  if (!only) return answerStranger(all)
  const isAlone = all.length === 1 || (others.length === 0 && (only.place.isPrivate || isAside(only.place)))
  const said = cleaned(incoming.said)
  return isAlone ? answerIn(only, withoutOwnName(said, only)) : answerAmong(own, said)
}

async function answerIn(request: KnownContext, said: Incoming['said']): Promise<Reply> {
  const heard = { ...request, incoming: { ...request.incoming, said } }
  return withoutChildren(await withUnseenAnswers(await answerKnown(heard), request), request)
}

/** Answers in the plan that is meant, in each, or by asking which. */
async function answerAmong(own: readonly KnownContext[], said: Incoming['said']): Promise<Reply> {
  const first = firstOf(own)
  const { isLooking } = first.incoming
  const before = isLooking ? undefined : await replyBefore(first)
  const asked = isLooking ? { said, askedIn: null, isAnswer: false } : await withChosenPlan(said, first)
  const meant = await planMeant(asked.said, own, asked)
  switch (meant.kind) {
    case 'one': {
      const answered = before ?? (await answerIn(meant.request, meant.said))
      return meant.isAny ? ofAnyPlan(answered, meant.request) : ofItsPlan(answered, meant.request, own)
    }
    case 'each':
      return before ?? answerEach(meant)
    case 'which':
      return before ?? askWhichPlan(meant)
  }
}

async function answerKnown(request: KnownContext): Promise<Reply> {
  const { db, log, model, now, incoming } = request
  if (incoming.isLooking) return look(request)
  await bestEffort(
    () => keepCalendar(db, model, now),
    () => log.warn({ code: 'not-planned' }, REFUSED_BY_DISK),
  )
  const before = await replyBefore(request)
  if (before) return before
  if (incoming.isEdited && typeof incoming.said === 'string') return answerEdit(incoming.said, request)
  const question = await findQuestion(db, request.conversationKey, now)
  const heard = await withImport(await understand(incoming.said, question, request), question, request)
  switch (heard.kind) {
    case 'command': {
      if (!heard.command.changes) return answer(heard, request)
      return change(withSeen(heard, incoming), await lookedUp(request, heard.command))
    }
    case 'unclear':
      await checkLapsed(heard.reading, request, question)
      return askBack(heard.reading, request)
    case 'dismissed':
      return dismiss(request)
  }
}

/**
 * "No change" on a card means what the card showed. A card from before cards were marked counts as older than everything.
 */
function withSeen(heard: HeardCommand, { nonce, seen }: Incoming): HeardCommand {
  const isUnmarked = nonce !== undefined && heard.name === 'confirm' && heard.answers === undefined
  return { ...heard, seen: heard.seen ?? seen ?? (isUnmarked ? 'unmarked' : undefined) }
}

/**
 * An answer that comes too late is not lost without a word.
 * @throws UserError that names the question that lapsed, and the line to say
 */
async function checkLapsed(
  reading: Reading,
  { db, conversationKey, incoming: { said }, now }: KnownContext,
  open: object | undefined,
): Promise<void> {
  if (open || typeof said !== 'string') return
  const lapsed = await findLapsed(db, conversationKey, now)
  const line = lapsed && lapsedAnswer(lapsed, said, reading)
  if (line === undefined) return
  const about = line.match(/^\S+ ([^\s:]+)/)?.[1]
  const text = `The question${about === undefined ? '' : ` about ${about}`} has lapsed, so nothing was recorded. Say: ${line}`
  throw new UserError('not-understood', text)
}
