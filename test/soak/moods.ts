import { setTimeout } from 'node:timers/promises'
import type { Misbehaviour, SlackStub } from '../support/slack/web-api.ts'
import { pick, type Random } from './random.ts'

const METHODS = [
  'chat.postMessage',
  'chat.postMessage',
  'chat.update',
  'conversations.open',
  'conversations.history',
  'users.info',
  'files.getUploadURLExternal',
  'files.completeUploadExternal',
] as const

/** Makes some of Slack's answers go wrong until it is told to stop. */
export function startMoods(slack: SlackStub, random: Random): { readonly stop: () => Promise<number> } {
  const state = { isOver: false, count: 0 }
  /** How often a method had been called when it was last to go wrong: one that is called seldom works in between. */
  const calls = new Map<string, number>()
  const worked = (async () => {
    while (!state.isOver) {
      await setTimeout(1_000 * random())
      const method = pick(random, METHODS)
      const called = slack.callsOf(method).length
      if (called === calls.get(method)) continue
      calls.set(method, called)
      slack.misbehave(method, misbehaviour(random))
      state.count += 1
    }
  })()
  return {
    stop: async () => {
      state.isOver = true
      await worked
      return state.count
    },
  }
}

function misbehaviour(random: Random): Misbehaviour {
  const isDone = random() < 0.5
  return pick<Misbehaviour>(random, [
    { kind: 'limited', retryAfter: 2 },
    { kind: 'limited', retryAfter: null },
    { kind: 'cut', isDone },
    { kind: 'cut-body', isDone },
    { kind: 'late', isDone },
    { kind: 'error', error: 'internal_error', isDone },
    { kind: 'status', status: 503, isDone },
    { kind: 'body', body: '<h1>Sorry</h1>', isDone },
  ])
}
