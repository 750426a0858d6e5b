import { ask, endQuestion, findQuestionOfAnyPlan } from '../../data/conversations.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'
import type { PlanModel } from '../../data/plans.ts'
import { answerTo } from '../conversation/answer.ts'
import { formsOfPlan, ofPlan } from '../deliveries/of-plan.ts'
import { firstOf } from '../domain/first-of.ts'
import { listed } from '../domain/format.ts'
import { planCalled, sayable } from '../domain/plan-name.ts'
import type { Option, Question } from '../domain/question.ts'
import { UserError } from '../errors.ts'
import { context, heading, type Message, sentence } from '../message.ts'
import type { Incoming, Reply } from '../platform.ts'
import { withoutChildren } from './held-back.ts'
import { withForms } from './looking.ts'
import { replyOf } from './replies.ts'
import { type KnownContext, REFUSED_BY_DISK } from './request-context.ts'
import { commandContext, type HeardCommand, runCommand } from './run-command.ts'
import { asUnderstood, readIn } from './understand.ts'
import { isRunning, type Meant, nameOf } from './which-plan.ts'

/** What is said, and the plan that the bot asked about last and waits to hear of. */
interface Asked {
  readonly said: Incoming['said']
  readonly askedIn: number | null
  /** It answers that question, so that nothing in it can be another plan's: "2" is the second answer, and no item. */
  readonly isAnswer: boolean
}

/**
 * What was said as the line that it chooses, where the bot had asked which plan is meant: "1", or the plan's name. Whatever
 * else is said ends that question.
 */
export async function withChosenPlan(said: Incoming['said'], request: KnownContext): Promise<Asked> {
  const { db, log, conversationKey, now, parts } = request
  const open = await findQuestionOfAnyPlan(db, conversationKey, now)
  if (!open?.question.asksWhichPlan) {
    const isAnswer = open !== undefined && typeof said === 'string' && !!answerTo(open.question, said)
    return { said, askedIn: open?.planId ?? null, isAnswer }
  }
  await bestEffort(
    () => write(db, conversationKey.planId, (trx) => endQuestion(trx, conversationKey)),
    () => log.warn({ code: 'not-remembered' }, REFUSED_BY_DISK),
  )
  const chosen = typeof said === 'string' ? chosenLine(said, open.question, parts) : said
  return { said: chosen, askedIn: null, isAnswer: false }
}

function chosenLine(said: string, question: Question, parts: readonly PlanModel[]): string {
  const chosen = answerTo(question, said)
  if (chosen?.kind === 'option') return chosen.option.line
  const called = planCalled(said.replace(/^in /i, ''), parts.map(nameOf))
  const option = called && question.options.find(({ line }) => line.startsWith(`in ${sayable(called)} `))
  return option?.line ?? said
}

/** Asks which plan is meant. Each answer is the line with the name of a plan before it. */
export async function askWhichPlan({
  requests,
  said,
  why,
}: Extract<Meant, { kind: 'which' }>): Promise<Reply> {
  const first = firstOf(requests)
  const { db, log, conversationKey, now } = first
  const options: readonly Option[] = [
    ...requests.map(({ model: { plan } }) => ({ label: plan.title, line: `in ${sayable(plan)} ${said}` })),
    ...(requests.length > 1 && (await isAskable(said, requests))
      ? [{ label: 'Each of them', line: `in all ${said}` }]
      : []),
  ]
  const text = `${why === undefined ? '' : `${why} `}Which plan is that about?`
  const question: Question = { text, options, answerLine: null, asksWhichPlan: true }
  const reply = replyOf({ message: sentence(text), question, waits: true }, first)
  if (first.incoming.isLooking) return reply
  await bestEffort(
    () => write(db, conversationKey.planId, (trx) => ask(trx, conversationKey, question, now)),
    () => log.warn({ code: 'not-remembered' }, REFUSED_BY_DISK),
  )
  return reply
}

/** Whether a line only asks something, in every plan, so that it can be answered for each. */
async function isAskable(said: string, requests: readonly KnownContext[]): Promise<boolean> {
  const asked = await Promise.all(requests.map((request) => queryIn(said, request)))
  return asked.every((each) => each !== undefined)
}

/** What a line asks in a plan; undefined if it is not plainly a question there. */
async function queryIn(said: string, request: KnownContext): Promise<HeardCommand | undefined> {
  const heard = asUnderstood(await readIn(said, request), request.commands)
  return heard.kind === 'command' && !heard.command.changes ? heard : undefined
}

/**
 * One answer made of those for each plan, each under the plan's title. No figure of two plans is added up.
 * @throws UserError if it is more than a question, or not one in every plan
 */
export async function answerEach({ requests, said }: Extract<Meant, { kind: 'each' }>): Promise<Reply> {
  const pages: (Page & { readonly reply: Reply; readonly name: string })[] = []
  for (const request of requests) {
    const heard = await queryIn(said, request)
    if (!heard) throw onlyQuestions(requests)
    const outcome = await runCommand(heard, commandContext(request, request.db, request.conversationKey))
    if (outcome.question || outcome.instead !== undefined) throw onlyQuestions(requests)
    const made = request.incoming.isLooking ? await withForms(outcome, request) : replyOf(outcome, request)
    const reply = await withoutChildren(made, request)
    const { plan } = request.model
    pages.push({ title: plan.title, name: sayable(plan), message: reply.message, reply })
  }
  const { reply } = firstOf(pages)
  if (pages.length === 1) return reply
  const groups = withoutRepeats(pages)
  const thread = pages.flatMap((page) => page.reply.thread ?? [])
  return {
    ...reply,
    message: {
      ...titleOfEach(groups),
      summary: groups.map(({ title, message: { summary } }) => `${title}: ${summary}`).join(' '),
      blocks: groups.flatMap(({ title, message: { blocks } }) => [heading(title), ...blocks]),
    },
    ...(thread.length > 0 ? { thread } : {}),
    ...(reply.forms ? { forms: formsOfEach(pages) } : {}),
    items: pages.flatMap((page) => page.reply.items),
  }
}

/** What each page is headed, where all are headed the same or each says it in a few words. */
function titleOfEach(groups: readonly Page[]): Pick<Message, 'title'> {
  const titles = groups.map(({ message }) => message.title ?? '')
  if (titles.includes('')) return {}
  const [only = '', ...others] = new Set(titles)
  if (others.length === 0) return { title: only }
  return { title: groups.map(({ title, message }) => `${title}: ${message.title}`).join('; ') }
}

function formsOfEach(
  pages: readonly { readonly reply: Reply; readonly name: string }[],
): Reply['forms'] & {} {
  return Object.assign({}, ...pages.map(({ reply, name }) => formsOfPlan(reply.forms ?? {}, name)))
}

interface Page {
  readonly title: string
  readonly message: Message
}

/** What is the same for several plans is said once, under all their titles: the meetings of a board that hears them. */
function withoutRepeats(pages: readonly (Page & { readonly name: string })[]): readonly Page[] {
  const byText = new Map<string, Page & { readonly name: string }>()
  for (const { title, name, message } of pages) {
    const text = JSON.stringify(message)
    const known = byText.get(text)
    byText.set(text, { title: known ? `${known.title}; ${title}` : title, name, message })
  }
  return [...byText.values()].map(({ name, title, message }) => ({
    title,
    message: ofPlan(message, name, 'typed'),
  }))
}

function onlyQuestions(requests: readonly KnownContext[]): UserError {
  const names = listed(requests.map(({ model: { plan } }) => `in ${sayable(plan)}`))
  return new UserError(
    'invalid',
    `Only a question can be put to several plans at once, and nothing was changed. Say it plan by plan: ${names}.`,
  )
}

/** The reply where it is about people, boards or the bot itself: only what is pressed in it names the plan. */
export function ofAnyPlan(reply: Reply, { model }: KnownContext): Reply {
  const name = sayable(model.plan)
  const { message, forms } = reply
  return {
    ...reply,
    message: ofPlan(message, name, 'pressed'),
    ...(forms ? { forms: formsOfPlan(forms, name) } : {}),
  }
}

/**
 * The reply with its plan in what is pressed in it and, for somebody who has several, in the small print. What is typed next
 * is about the same plan anyway. The only plan that goes on needs no name.
 */
export function ofItsPlan(reply: Reply, request: KnownContext, own: readonly KnownContext[]): Reply {
  const running = own.filter(isRunning)
  if (own.length > 1 && running.length === 1 && running.includes(request)) return reply
  const { plan } = request.model
  const name = sayable(plan)
  const message = ofPlan(reply.message, name, 'pressed')
  const { thread, notice, forms } = reply
  return {
    ...reply,
    message:
      own.length > 1 ? { ...message, blocks: [...message.blocks, context(`In: ${plan.title}.`)] } : message,
    ...(thread ? { thread: thread.map((page) => ofPlan(page, name, 'pressed')) } : {}),
    ...(notice ? { notice: ofPlan(notice, name, 'pressed') } : {}),
    ...(forms ? { forms: formsOfPlan(forms, name) } : {}),
  }
}
