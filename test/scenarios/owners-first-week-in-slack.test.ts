import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  buttonPress,
  directMessage,
  homeOpened,
  mention,
  messageShortcut,
  viewSubmission,
} from '../support/slack/payloads.ts'
import { buttonsOf, createSlackTest, type SlackTest, wordsOf } from '../support/slack/slack.ts'

// An owner's first week: unknown to the bot at first, with all items up to date before the board.

let slack: SlackTest

const OWNER = 'U0OWNER'
const COORDINATOR = 'U0CHAIR'
const DIRECT = 'D0OWNER'

beforeAll(async () => {
  slack = await createSlackTest()
  await slack.link(COORDINATOR, 'coordinator')
  for (const user of [OWNER, COORDINATOR]) {
    const id = `D${user.slice(1)}`
    slack.stub.workspace.channels.set(id, { id, name: user, kind: 'direct', isMember: true, user })
  }
})
afterAll(() => slack.close())

const say = async (user: string, text: string) => words((await slack.command(user, text)).json)
const words = ({ blocks }: { readonly blocks?: unknown }) => wordsOf(blocks).replace(/\s+/g, ' ')
const lastDirect = () => words(slack.stub.workspace.messagesIn(DIRECT).at(-1) ?? { blocks: [] })
const home = () => words(slack.stub.callsOf('views.publish').at(-1)?.arguments.view as { blocks: unknown })
const entry = (value: unknown) => ({ entry: { type: 'plain_text_input', value } })
const chosen = (value: string) => ({ entry: { type: 'radio_buttons', selected_option: { value } } })

test('Monday: the owner says who they are, and the coordinator confirms it with a button', async () => {
  expect(await say(OWNER, 'overdue')).toContain('I do not know you yet')
  expect(await say(OWNER, 'link me as SLSESEND')).toMatch(/coordinator/i)
  const { json } = await slack.command(COORDINATOR, 'links')
  expect(words(json)).toContain('Owner One')
  const [confirm = ''] = [...buttonsOf(json.blocks)].flatMap(([label, value]) =>
    /link|confirm/i.test(label) ? [value] : [],
  )
  const container = {
    type: 'message',
    message_ts: '1606208400.000900',
    channel_id: 'C0BOARD',
    is_ephemeral: true,
  }
  await slack.interact(
    buttonPress({ user: COORDINATOR, value: confirm, container, responseUrl: slack.responseUrl }),
  )
  expect(await say(OWNER, 'mine')).toContain('You answer for')
})

test('Tuesday: the Home tab says what each item needs, and one tap rates one', async () => {
  await slack.event(homeOpened({ user: OWNER }))
  await slack.stub.called('views.publish')
  expect(home()).toContain('7 open items of yours as SLSESEND, 6 overdue.')
  const view = slack.stub.callsOf('views.publish').at(-1)?.arguments.view as { blocks: unknown }
  const amber = buttonsOf(view.blocks).get('◆ Amber') ?? ''
  await slack.interact(buttonPress({ user: OWNER, value: amber, container: { type: 'view', view_id: 'V1' } }))
  await slack.stub.called('views.publish', 2)
  expect(home()).toMatch(/^Recorded: C1\(c\) ○ Not rated → ◆ Amber/)
  expect(home()).toContain('What is the reason for the delay?')
  // People cannot type on the Home tab, but they can on the tab beside it.
  await slack.event(directMessage({ user: OWNER, text: 'two caseworkers left in October' }))
  await slack.stub.called('chat.postMessage')
  expect(lastDirect()).toContain('“two caseworkers left in October”')
})

test('Wednesday: an update by form from the phone, in the direct messages', async () => {
  await slack.command(OWNER, 'update C2(c)', { channel: DIRECT })
  await slack.stub.called('views.open')
  const view = [...slack.stub.workspace.views.values()].findLast((each) => each.user === undefined)
  if (!view) throw new Error('no window is open')
  await slack.interact(
    viewSubmission({
      user: OWNER,
      view,
      values: { rating: chosen('red'), note: entry('templates wait for health partners') },
    }),
  )
  await slack.stub.called('chat.postMessage', 2)
  expect(lastDirect()).toContain('Recorded: C2(c)')
  expect(lastDirect()).toContain('“templates wait for health partners”')
})

test('Thursday: a question in the channel is answered to the owner alone, until they share it', async () => {
  await slack.event(mention({ user: OWNER, text: 'is C2(c) overdue?' }))
  await slack.stub.called('chat.postEphemeral')
  const asked = slack.stub.callsOf('chat.postEphemeral').at(-1)?.arguments ?? {}
  expect(asked).toMatchObject({ channel: 'C0BOARD', user: OWNER })
  expect(wordsOf(asked.blocks)).toContain('C2(c)')
  const share = buttonsOf(asked.blocks).get('Share here') ?? ''
  const container = {
    type: 'message',
    message_ts: '1606208400.000901',
    channel_id: 'C0BOARD',
    is_ephemeral: true,
  }
  const before = slack.stub.callsOf('chat.postMessage').length
  await slack.interact(buttonPress({ user: OWNER, value: share, container, responseUrl: slack.responseUrl }))
  await slack.stub.called('chat.postMessage', before + 1)
  expect(slack.stub.callsOf('chat.postMessage').at(-1)?.arguments).toMatchObject({ channel: 'C0BOARD' })
})

test('Friday: a colleague’s message becomes an update, and a slip is taken back', async () => {
  const opened = slack.stub.callsOf('views.open').length
  await slack.interact(
    messageShortcut({
      user: OWNER,
      text: 'Tribunal post filled, starts 4 January',
      responseUrl: slack.responseUrl,
    }),
  )
  await slack.stub.called('views.open', opened + 1)
  const view = [...slack.stub.workspace.views.values()].findLast((each) => each.user === undefined)
  if (!view) throw new Error('no window is open')
  await slack.interact(
    viewSubmission({
      user: OWNER,
      view,
      values: { item: chosen('C2(d)'), note: entry('Tribunal post filled, starts 4 January') },
    }),
  )
  expect(await say(OWNER, 'status C2(d)')).toContain('Tribunal post filled')
  await slack.event(directMessage({ user: OWNER, text: 'undo' }))
  expect(await say(OWNER, 'status C2(d)')).not.toContain('Tribunal post filled')
})
