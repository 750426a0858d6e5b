import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findDelivery, saveDelivery } from '../../../data/deliveries.ts'
import { write } from '../../../data/engine/engine.ts'
import { tick } from '../../../src/deliveries/tick.ts'
import { buttons, columns, heading, type Message, paragraph, said } from '../../../src/message.ts'
import { createSlackTest, type SlackTest, wordsOf } from '../../support/slack/slack.ts'
import type { Misbehaviour } from '../../support/slack/web-api.ts'
import { TEAM } from '../../support/slack/workspace.ts'

const FORM: readonly (readonly [string, Misbehaviour])[] = [
  ['invalid_blocks', { kind: 'error', error: 'invalid_blocks', isDone: false }],
  ['msg_blocks_too_long', { kind: 'error', error: 'msg_blocks_too_long', isDone: false }],
  ['msg_too_long', { kind: 'error', error: 'msg_too_long', isDone: false }],
  ['invalid_arguments', { kind: 'error', error: 'invalid_arguments', isDone: false }],
  ['a body that its front door finds too large', { kind: 'status', status: 413, isDone: false }],
]

const NOTE: Message = {
  summary: 'C2 is amber.',
  blocks: [
    heading('Where it stands'),
    {
      kind: 'table',
      caption: 'Items',
      columns: columns('Item', 'Rating'),
      rows: [
        ['C2', { kind: 'rating', mark: '◆', label: 'Amber', tone: 'amber' }],
        ['B5(a)', '○ Not rated'],
      ],
    },
    paragraph(said('<!channel> see <https://evil.example|this>')),
    buttons({ label: 'Undo', line: 'undo' }),
  ],
}

let slack: SlackTest
beforeEach(async () => {
  slack = await createSlackTest()
})
afterEach(() => slack.close())

async function plan(): Promise<void> {
  const { db, now } = slack.bot
  await write(db, 1, (trx) =>
    saveDelivery(trx, 1, {
      key: 'note:1',
      kind: 'notice',
      platform: 'slack',
      tenant: TEAM,
      channel: 'C0BOARD',
      dueAt: now().toISOString(),
      payload: JSON.stringify(NOTE),
    }),
  )
}

async function ticked(): Promise<void> {
  const { db, commands, now } = slack.bot
  await tick({ db, senders: [slack.slack], commands, log: slack.log, leaseNow: now }, now())
}

function posts() {
  return slack.stub.callsOf('chat.postMessage').map((call) => call.arguments)
}

function isNative(post: unknown): boolean {
  return JSON.stringify(post).includes('"type":"table"')
}

describe('a message that Slack refuses for how it is built', () => {
  test.each(FORM)('goes again in the same try without its native table: %s', async (_, how) => {
    await plan()
    slack.stub.misbehave('chat.postMessage', how)
    await ticked()
    expect(posts().map(isNative)).toEqual([true, false])
    const [shown, ...more] = slack.stub.workspace.messagesIn('C0BOARD')
    expect(more).toEqual([])
    expect(wordsOf(shown?.blocks)).toMatch(/Item\s+Rating[\s\S]*C2\s+◆ Amber[\s\S]*B5\(a\)\s+○ Not rated/)
    expect(wordsOf(shown?.blocks)).toContain('Undo')
    expect(await findDelivery(slack.bot.db, 1, { key: 'note:1' })).toMatchObject({ state: 'sent', tries: 1 })
  })

  test('goes as text after that, in which nothing notifies, and what a button says can be typed', async () => {
    await plan()
    const [[, how] = ['', undefined]] = FORM
    if (how) slack.stub.misbehave('chat.postMessage', how, how)
    await ticked()
    const [shown] = slack.stub.workspace.messagesIn('C0BOARD')
    expect(shown?.blocks).toEqual([])
    expect(shown?.text).toContain('Where it stands')
    expect(shown?.text).toMatch(/C2\s+◆ Amber/)
    expect(shown?.text).toContain('Undo: undo')
    expect(shown?.text).not.toMatch(/<[!@#h]|:\/\//)
  })

  test('is another one when it is sent again by hand, after Slack took none of these', async () => {
    await plan()
    const [[, how] = ['', undefined]] = FORM
    if (how) slack.stub.misbehave('chat.postMessage', how, how, how)
    await ticked()
    const failed = await findDelivery(slack.bot.db, 1, { key: 'note:1' })
    expect(failed?.state).toBe('failed')
    await slack.bot.say(`deliveries send ${failed?.number}`)
    await ticked()
    const sent = posts().map(({ blocks, text }) => JSON.stringify({ blocks, text }))
    expect(new Set(sent).size).toBe(4)
    expect(slack.stub.workspace.messagesIn('C0BOARD')).toMatchObject([{ text: 'C2 is amber.', blocks: [] }])
  })
})
