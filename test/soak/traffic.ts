import { setTimeout } from 'node:timers/promises'
import { directMessage, eventCallback, nextTrigger, slashCommand } from '../support/slack/payloads.ts'
import { type Answered, form, json, post, SIGNING_SECRET } from '../support/slack/signed.ts'
import { pick, type Random } from './random.ts'
import { conversationOf, type Owner } from './scene.ts'

/** What became of a line, as far as whoever typed it can tell. */
type Fate =
  /** "Recorded" was read. */
  | 'acknowledged'
  /** Something else was read, or the service was not there. */
  | 'refused'
  /** The answer was lost. */
  | 'unknown'

export interface Line {
  /** Its note, which no other line has. */
  readonly note: string
  readonly fate: Fate
  /** The last answer, for whoever looks for a fault. */
  readonly answer: string
  /** A repeated request was answered otherwise than the first. */
  readonly isContradicted: boolean
}

/** Types lines until it is told to stop, some at once, as owners do before a meeting. */
export interface Traffic {
  readonly lines: readonly Line[]
  readonly asked: () => number
  readonly stop: () => Promise<void>
}

/** As many people type at the same time. */
const TYPING = 8
const PAUSE_MS = 200
/** Slack gives up on a request after this. */
const PATIENCE_MS = 3_000
/** Slack sends an event that nobody took three times more. */
const REPEATS = 3

interface Stage {
  readonly url: string
  readonly owners: readonly Owner[]
  /** Whether an answer that says "Recorded" and holds this text stands in a conversation. */
  readonly hasReceipt: (conversation: string, text: string) => boolean
  readonly random: Random
  /** The time at which Slack signs. */
  readonly now: () => Date
}

export function startTraffic(stage: Stage): Traffic {
  const lines: Line[] = []
  const state = { isOver: false, asked: 0, count: 0 }
  const owners = stage.owners.filter(({ refs }) => refs.length > 0)
  const typing = Array.from({ length: TYPING }, async () => {
    while (!state.isOver) {
      const owner = pick(stage.random, owners)
      if (stage.random() < 0.2) {
        await send(stage, command(owner, pick(stage.random, ['overdue', 'mine', 'status'])))
        state.asked += 1
      } else {
        state.count += 1
        const note = `soak-${String(state.count).padStart(6, '0')}`
        const line = `update ${pick(stage.random, owner.refs)} ${pick(stage.random, ['amber', 'red'])} ${note}`
        const say = stage.random() < 0.5 ? byCommand : byMessage
        lines.push({ note, ...(await say(stage, owner, { line, note })) })
      }
      await setTimeout(PAUSE_MS * 2 * stage.random())
    }
  })
  return {
    lines,
    asked: () => state.asked,
    stop: async () => {
      state.isOver = true
      await Promise.all(typing)
    },
  }
}

type Outcome = Omit<Line, 'note'>

interface Said {
  readonly line: string
  readonly note: string
}

/** Now and then the same command comes twice, as it may from Slack. */
async function byCommand(stage: Stage, owner: Owner, { line, note }: Said): Promise<Outcome> {
  const request = command(owner, line)
  const first = await send(stage, request)
  // An answer that is late is posted instead.
  const isPosted = () => stage.hasReceipt(conversationOf(owner.user), note)
  const fate = isSilent(first) ? (isPosted() ? 'acknowledged' : 'unknown') : fateOf(first)
  const answer = textOf(first)
  if (fate !== 'acknowledged' || stage.random() > 0.1) return { fate, answer, isContradicted: false }
  const again = await send(stage, request)
  return {
    fate,
    answer,
    isContradicted:
      fateOf(again) === 'refused' && again.kind === 'answered' && again.status === 200 && !isSilent(again),
  }
}

/** An event is taken when its answer stands in the conversation. */
async function byMessage(stage: Stage, { user }: Owner, { line, note }: Said): Promise<Outcome> {
  const request = json(eventCallback(directMessage({ user, text: line })))
  const fates: Fate[] = []
  let answer = ''
  for (let time = 0; time <= REPEATS; time += 1) {
    const sent = await send(stage, request)
    answer = textOf(sent)
    if (sent.kind === 'answered' && sent.status === 200) {
      const fate = stage.hasReceipt(conversationOf(user), note) ? 'acknowledged' : 'refused'
      return { fate, answer, isContradicted: false }
    }
    // It is stored when only its answer could not be sent.
    fates.push(sent.kind === 'answered' && sent.status >= 500 ? 'unknown' : fateOf(sent))
    await setTimeout(1_000)
  }
  return { fate: fates.includes('unknown') ? 'unknown' : 'refused', answer, isContradicted: false }
}

function command({ user }: Owner, text: string) {
  const channel = conversationOf(user)
  return form(
    slashCommand({ user, text, channel, trigger: nextTrigger(), responseUrl: 'http://127.0.0.1:9/' }),
  )
}

type Sent =
  | ({ readonly kind: 'answered' } & Pick<Answered, 'status' | 'text'>)
  /** Nothing listened: the request never left. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'lost' }

function fateOf(sent: Sent): Fate {
  if (sent.kind === 'unreachable') return 'refused'
  if (sent.kind === 'lost') return 'unknown'
  return sent.status === 200 && sent.text.includes('Recorded') ? 'acknowledged' : 'refused'
}

/** Acknowledged without a word: the answer comes another way. */
function isSilent(sent: Sent): boolean {
  return sent.kind === 'answered' && sent.status === 200 && ['', '{}'].includes(sent.text)
}

function textOf(sent: Sent): string {
  return sent.kind === 'answered' ? `${sent.status} ${sent.text.slice(0, 200)}` : sent.kind
}

async function send({ url, now }: Stage, request: { body: string; type: string }): Promise<Sent> {
  const answer = post(`${url}/slack/events`, request, { secret: SIGNING_SECRET, at: now() }).then(
    ({ status, text }): Sent => ({ kind: 'answered', status, text }),
    (error: unknown): Sent => ({ kind: isRefusal(error) ? 'unreachable' : 'lost' }),
  )
  return Promise.race([answer, setTimeout(PATIENCE_MS, { kind: 'lost' } as const, { ref: false })])
}

function isRefusal(error: unknown): boolean {
  const { cause } = error as { cause?: NodeJS.ErrnoException }
  return cause?.code === 'ECONNREFUSED'
}
