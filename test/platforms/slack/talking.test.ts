import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadPlan } from '../../../data/plans.ts'
import {
  buttonPress,
  directMessage,
  mention,
  nextTrigger,
  viewSubmission,
} from '../../support/slack/payloads.ts'
import { buttonsOf, createSlackTest, type SlackTest, wordsOf } from '../../support/slack/slack.ts'
import type { Misbehaviour } from '../../support/slack/web-api.ts'
import { TEAM } from '../../support/slack/workspace.ts'

let slack: SlackTest

beforeEach(async () => {
  slack = await createSlackTest()
  await slack.link('U0OWNER', 'SLSESEND')
})
afterEach(() => slack.close())

async function bindChannel(channel: string): Promise<void> {
  const { db } = slack.bot
  const body = (await loadPlan(db)).bodies.find(({ code }) => code === 'improvement-board')
  const bound = { platform: 'slack', tenant: TEAM, channel, name: channel, boundAt: '2020-11-24T09:00:00Z' }
  await db
    .insertInto('channels')
    .values({ planId: 1, bodyId: body?.id ?? 0, ...bound })
    .execute()
}

const UPDATE = 'update C2(a) amber annual review backlog'

describe('a slash command', () => {
  test('is acknowledged with the receipt, for the asker alone, once it is on disk', async () => {
    const { status, json } = await slack.command('U0OWNER', UPDATE)
    expect(status).toBe(200)
    expect(json.response_type).toBe('ephemeral')
    expect(json.text).toBe('Recorded: C2(a) Not rated → Amber.')
    expect([...buttonsOf(json.blocks).keys()]).toContain('Undo')
    expect(await slack.updates()).toBe(1)
  })

  test('stores the people that it mentions by their names', async () => {
    await slack.command('U0OWNER', 'update C2(a) amber agreed with <@U0OWNER|owner>')
    await slack.command('U0OWNER', 'update C2(a) amber agreed with <@U0OWNER>')
    const notes = await slack.bot.db
      .selectFrom('updates')
      .select('note')
      .where('note', 'like', 'agreed with%')
      .orderBy('id')
      .execute()
    expect(notes.at(-1)?.note).toBe('agreed with Owner One')
  })

  test('that comes again gets the same receipt and changes nothing twice', async () => {
    const trigger = nextTrigger()
    const first = await slack.command('U0OWNER', UPDATE, { trigger })
    const again = await slack.command('U0OWNER', UPDATE, { trigger })
    expect(again.json).toEqual(first.json)
    expect(await slack.updates()).toBe(1)
  })

  test('without words is help', async () => {
    const { json } = await slack.command('U0OWNER', '')
    expect(wordsOf(json.blocks)).toContain('overdue')
  })

  test('with an answer of several pages sends the rest after it', async () => {
    const { json } = await slack.command('U0OWNER', 'digest board')
    expect(json.response_type).toBe('ephemeral')
    await slack.responded(1)
    expect(slack.responses[0]).toMatchObject({ response_type: 'ephemeral' })
  })

  test('with more pages than a response address takes sends the rest as messages', async () => {
    await slack.command('U0OWNER', 'digest og')
    await slack.stub.called('chat.postEphemeral')
    expect(slack.responses).toHaveLength(4)
    expect(slack.stub.callsOf('chat.postEphemeral')[0]?.outcome).toBe('ok')
  })

  test('shares the answer before with everyone in the channel', async () => {
    await slack.command('U0OWNER', 'overdue me')
    const { json } = await slack.command('U0OWNER', 'share')
    expect(json.response_type).toBe('in_channel')
    expect(wordsOf(json.blocks)).toContain('C2(c)')
  })

  test('is stored once for each acknowledged one of fifty at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        slack.command('U0OWNER', `update C2(a) ${number % 2 ? 'red' : 'amber'} number ${number}`),
      ),
    )
    expect(answers.map(({ json }) => String(json.text).slice(0, 8))).toEqual(Array(50).fill('Recorded'))
    expect(await slack.updates()).toBe(50)
  })
})

describe('a hint', () => {
  test('in a channel begins with the slash command, also inside a sentence', async () => {
    const { json } = await slack.command('U0OWNER', 'gobbledygook and more of it')
    expect(wordsOf(json.blocks)).toContain('/wsoa help')
    const other = await slack.command('U0OWNER', 'approve R99')
    expect(wordsOf(other.json.blocks)).toMatch(/by: \/wsoa requests/)
  })

  test('in a thread, where there are no slash commands, it begins with the mention', async () => {
    await slack.event(
      mention({ user: 'U0OWNER', text: 'gobbledygook and more of it', thread: '1606208400.000100' }),
    )
    await slack.stub.called('chat.postEphemeral')
    expect(wordsOf(slack.stub.callsOf('chat.postEphemeral')[0]?.arguments)).toContain('@WSoA help')
  })

  test('is bare in direct messages', async () => {
    await slack.event(directMessage({ user: 'U0OWNER', text: 'gobbledygook and more of it' }))
    await slack.stub.called('chat.postMessage')
    const words = wordsOf(slack.stub.callsOf('chat.postMessage')[0]?.arguments)
    expect(words).toContain('help')
    expect(words).not.toMatch(/wsoa/i)
  })
})

describe('a direct message that is edited', () => {
  const changed = (ts: string, text: string, before: string) => ({
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel: 'D0OWNER',
    channel_type: 'im',
    ts: '1606208500.000100',
    message: {
      type: 'message',
      user: 'U0OWNER',
      text,
      ts,
      edited: { user: 'U0OWNER', ts: '1606208500.000000' },
    },
    previous_message: { type: 'message', user: 'U0OWNER', text: before, ts },
  })

  test('is offered as a correction, and is no news where only a link in it was shown', async () => {
    const said = directMessage({ user: 'U0OWNER', text: 'C2(a) red backlog' })
    await slack.event(said)
    await slack.stub.called('chat.postMessage')
    await slack.event(changed(String(said.ts), 'C2(a) red backlog', 'C2(a) red backlog'))
    await slack.event(changed(String(said.ts), 'C2(a) amber backlog, <@U0OWNER> agrees', 'C2(a) red backlog'))
    await slack.stub.called('chat.postMessage', 2)
    const [, offer, ...more] = slack.stub.callsOf('chat.postMessage').map((call) => call.arguments)
    expect(more).toEqual([])
    expect(wordsOf(offer)).toContain('You edited a message')
    await slack.event(directMessage({ user: 'U0OWNER', text: 'yes' }))
    await slack.stub.called('chat.postMessage', 3)
    const notes = await slack.bot.db
      .selectFrom('updates')
      .select(['note', 'correctsId'])
      .orderBy('id', 'desc')
      .execute()
    expect(notes[0]).toMatchObject({ note: 'backlog, Owner One agrees', correctsId: expect.any(Number) })
  })
})

describe('a question in a channel, where a mere answer is not heard', () => {
  const ask = async () => {
    const { json } = await slack.command('U0OWNER', 'revise C2(a) to 26 March 2021')
    return json
  }
  const press = async (value: string) => {
    const container = {
      type: 'message',
      message_ts: '1606208400.000900',
      channel_id: 'C0BOARD',
      is_ephemeral: true,
    }
    await slack.interact(buttonPress({ user: 'U0OWNER', value, container, responseUrl: slack.responseUrl }))
  }
  const submit = async (words: string) => {
    await slack.stub.called('views.open')
    const view = [...slack.stub.workspace.views.values()].findLast((each) => each.user === undefined)
    if (!view) throw new Error('no window is open')
    const values = { words: { entry: { type: 'plain_text_input', value: words } } }
    return slack.interact(viewSubmission({ user: 'U0OWNER', view, values }))
  }

  test('says how to answer, and has a button for it', async () => {
    const json = await ask()
    expect(wordsOf(json.blocks)).toContain('begin your answer with /wsoa')
    await press(buttonsOf(json.blocks).get('Answer') ?? '')
    await submit('the panel meets then')
    await slack.stub.called('chat.postEphemeral')
    expect(wordsOf(slack.stub.callsOf('chat.postEphemeral')[0]?.arguments)).toMatch(/R1 asks for .*26 March/)
  })

  test('is answered by the window only while it is open', async () => {
    const json = await ask()
    await press(buttonsOf(json.blocks).get('Answer') ?? '')
    await slack.command('U0OWNER', 'revise C2(c) to 26 April 2021')
    const { text } = await submit('the panel meets then')
    expect(text).toContain('no longer open')
    const requests = await slack.bot.db.selectFrom('requests').select('id').execute()
    expect(requests).toEqual([])
  })
})

describe('a mention', () => {
  test('is answered to the asker alone', async () => {
    const { status } = await slack.event(mention({ user: 'U0OWNER', text: UPDATE }))
    expect(status).toBe(200)
    expect(await slack.updates()).toBe(1)
    await slack.stub.called('chat.postEphemeral')
    expect(slack.stub.callsOf('chat.postEphemeral')[0]).toMatchObject({
      outcome: 'ok',
      arguments: { channel: 'C0BOARD', user: 'U0OWNER', text: 'Recorded: C2(a) Not rated → Amber.' },
    })
    expect(slack.stub.callsOf('chat.postMessage')).toEqual([])
  })

  test('in a thread is answered in the thread', async () => {
    await slack.event(mention({ user: 'U0OWNER', text: 'status C2', thread: '1606208400.000100' }))
    await slack.stub.called('chat.postEphemeral')
    expect(slack.stub.callsOf('chat.postEphemeral')[0]?.arguments).toMatchObject({
      thread_ts: '1606208400.000100',
    })
  })

  test('that Slack sends again is acknowledged and answered once', async () => {
    const event = mention({ user: 'U0OWNER', text: UPDATE })
    await slack.event(event, { id: 'Ev1' })
    await slack.stub.called('chat.postEphemeral')
    const again = await slack.event(event, {
      id: 'Ev1',
      headers: { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' },
    })
    expect(again.status).toBe(200)
    // Anything that the second caused would stand before this answer.
    await slack.event(mention({ user: 'U0OWNER', text: 'status C2(a)' }))
    await slack.stub.called('chat.postEphemeral', 2)
    expect(await slack.updates()).toBe(1)
    const answers = slack.stub.callsOf('chat.postEphemeral').map((call) => call.arguments.text)
    expect(answers.filter((text) => String(text).startsWith('Recorded'))).toHaveLength(1)
  })

  test('that Slack sends again meanwhile is acknowledged no sooner than it is on disk', async () => {
    let release = () => {}
    const held = slack.bot.db.transaction().execute(() => new Promise<void>((end) => (release = end)))
    const event = mention({ user: 'U0OWNER', text: UPDATE })
    let acknowledged = 0
    const sent = () =>
      slack.event(event, { id: 'Ev1' }).then(({ status }) => {
        acknowledged += 1
        return status
      })
    const first = sent()
    await slack.stub.called('users.info')
    const second = sent()
    // Later requests are answered; this one is not.
    for (const name of ['a', 'b', 'c']) await slack.event({ type: 'team_join', user: { id: name } })
    expect(acknowledged).toBe(0)
    release()
    await held
    expect(await Promise.all([first, second])).toEqual([200, 200])
    expect(await slack.updates()).toBe(1)
  })

  test('tells the channel in one line where the plan wants it, without the words that were said', async () => {
    await bindChannel('C0BOARD')
    await slack.event(mention({ user: 'U0OWNER', text: UPDATE, thread: '1606208400.000100' }))
    await slack.stub.called('chat.postMessage')
    expect(slack.stub.callsOf('chat.postMessage')).toHaveLength(1)
    const { arguments: told } = slack.stub.callsOf('chat.postMessage')[0] ?? {}
    expect(told).toMatchObject({
      channel: 'C0BOARD',
      thread_ts: '1606208400.000100',
      text: 'SLSESEND updated: C2(a) Not rated → Amber.',
    })
    expect(JSON.stringify(told)).not.toContain('backlog')
  })

  test('is answered in a direct message where the bot may not post', async () => {
    await slack.event(mention({ user: 'U0OWNER', text: UPDATE, channel: 'C0OUTSIDE' }))
    await slack.stub.called('chat.postMessage')
    expect(slack.stub.callsOf('chat.postMessage')[0]).toMatchObject({
      outcome: 'ok',
      arguments: { channel: 'D0OWNER' },
    })
  })
})

describe('a direct message', () => {
  beforeEach(() => {
    slack.stub.workspace.channels.set('D0OWNER', {
      id: 'D0OWNER',
      name: 'U0OWNER',
      kind: 'direct',
      isMember: true,
      user: 'U0OWNER',
    })
  })

  test('is answered in the conversation, further pages in a thread', async () => {
    await slack.event(directMessage({ user: 'U0OWNER', text: 'digest board' }))
    await slack.stub.called('chat.postMessage', 2)
    const [first, second] = slack.stub.workspace.messagesIn('D0OWNER')
    expect(first?.threadTs).toBeUndefined()
    expect(second?.threadTs).toBe(first?.ts)
  })

  test('brings a digest with its picture', async () => {
    await slack.event(directMessage({ user: 'U0OWNER', text: 'digest board' }))
    await expect
      .poll(() => slack.stub.workspace.messagesIn('D0OWNER').length, { timeout: 10_000 })
      .toBeGreaterThan(4)
    const blocks = slack.stub.workspace.messagesIn('D0OWNER').flatMap((message) => message.blocks)
    expect(blocks.filter(({ type }) => type === 'image')).toHaveLength(1)
  })

  test('brings a digest that was asked for by the command with its picture too', async () => {
    await slack.command('U0OWNER', 'digest board', { channel: 'D0OWNER' })
    await expect
      .poll(() => slack.stub.workspace.messagesIn('D0OWNER').flatMap(({ blocks }) => blocks), {
        timeout: 10_000,
      })
      .toContainEqual(expect.objectContaining({ type: 'image' }))
  })

  test('is read as it was typed: links, people and signs', async () => {
    await slack.event(
      directMessage({
        user: 'U0OWNER',
        text: 'update C2(a) amber see <http://example.org|example.org> &amp; ask <@U0CHAIR> &lt;soon&gt;',
      }),
    )
    const note = await slack.bot.db
      .selectFrom('updates')
      .select('note')
      .where('kind', '=', 'update')
      .execute()
    expect(note).toEqual([{ note: 'see example.org & ask Chair Two <soon>' }])
  })

  test.each([
    ['of a bot', { bot_id: 'B0OTHER' }],
    ['of ours', { user: 'U0BOT' }],
    ['that was edited', { subtype: 'message_changed' }],
    ['in a group', { channel_type: 'mpim' }],
  ])('%s is left alone', async (_, rest) => {
    const { status } = await slack.event(directMessage({ user: 'U0OWNER', text: UPDATE, ...rest }))
    expect(status).toBe(200)
    expect(await slack.updates()).toBe(0)
  })
})

describe('who is heard', () => {
  test('a stranger is told how to be known, and nothing of the plan', async () => {
    const { json } = await slack.command('U0CHAIR', 'status C2')
    expect(wordsOf(json.blocks)).toContain('I do not know you yet')
    expect(JSON.stringify(json)).not.toContain('C2')
  })

  test.each([
    ['a guest', 'U0GUEST', 'guest in this workspace'],
    ['a deactivated account', 'U0GONE', 'deactivated'],
    ['somebody of another workspace', 'U0OTHER', 'another Slack workspace'],
  ])('%s is refused kindly even with a link, and nothing is recorded', async (_, user, why) => {
    await slack.link(user, 'SLSESEND')
    const { status, json } = await slack.command(user, UPDATE)
    expect(status).toBe(200)
    expect(wordsOf(json.blocks)).toContain(why)
    expect(await slack.updates()).toBe(0)
    expect(slack.slack.refused.person).toBe(1)
  })

  test('what comes from another workspace is refused, whoever it names', async () => {
    const command = await slack.command('U0OWNER', UPDATE, { team: 'T0OTHER' })
    expect(command.json.text).toContain('another Slack workspace')
    await slack.event(mention({ user: 'U0OWNER', text: UPDATE }), { team: 'T0OTHER' })
    expect(await slack.updates()).toBe(0)
    expect(slack.slack.refused.team).toBe(2)
  })

  test('an author of another workspace in a shared channel is refused', async () => {
    await slack.event(mention({ user: 'U0OWNER', text: UPDATE, user_team: 'T0OTHER' }))
    await slack.stub.called('chat.postEphemeral')
    expect(await slack.updates()).toBe(0)
  })

  describe.each<[string, Misbehaviour]>([
    ['fails', { kind: 'error', error: 'internal_error', isDone: false }],
    ['hangs', { kind: 'late', isDone: false }],
  ])('while Slack %s when it is asked who somebody is', (_, manner) => {
    test('a question is answered, and a change waits', async () => {
      slack.stub.misbehave('users.info', manner, manner)
      expect((await slack.command('U0OWNER', 'status C2')).json.text).toContain('C2')
      expect(wordsOf((await slack.command('U0OWNER', UPDATE)).json.blocks)).toContain(
        'I cannot check who you are just now; nothing was recorded.',
      )
      expect(await slack.updates()).toBe(0)
    })

    test.each(['U0GUEST', 'U0GONE', 'U0OTHER'])('%s changes nothing, even with a link', async (user) => {
      await slack.link(user, 'SLSESEND')
      slack.stub.misbehave('users.info', manner)
      await slack.command(user, UPDATE)
      expect(await slack.updates()).toBe(0)
    })

    test('a stranger asks for no link', async () => {
      slack.stub.misbehave('users.info', manner)
      const { json } = await slack.command('U0CHAIR', 'link me as SLBI')
      expect(wordsOf(json.blocks)).toContain('I cannot check who you are just now; nothing was recorded.')
      expect(await slack.bot.db.selectFrom('linkRequests').select('id').execute()).toEqual([])
    })
  })

  test('what waited is recorded when it is said again', async () => {
    slack.stub.misbehave('users.info', { kind: 'error', error: 'internal_error', isDone: false })
    await slack.command('U0OWNER', UPDATE)
    expect((await slack.command('U0OWNER', UPDATE)).json.text).toContain('Recorded')
    expect(await slack.updates()).toBe(1)
  })
})

describe('what people type', () => {
  test.each([
    '<!channel> <!here> <@U0CHAIR>',
    '&lt;!channel&gt; *bold* <https://evil.example|C2>',
    '@everyone @channel',
  ])('%s pings nobody and links nowhere', async (text) => {
    const { json } = await slack.command('U0OWNER', `update C2(a) amber ${text}`)
    expect(json.text).not.toMatch(/<[!@#h]/)
    const types = [...JSON.stringify(json.blocks).matchAll(/"type":"(\w+)"/g)].map(([, type]) => type)
    expect(types).not.toContain('mrkdwn')
    expect(types).not.toContain('link')
    expect(types).not.toContain('broadcast')
  })
})

describe('a channel that the bot is invited to', () => {
  const joined = (user: string) =>
    slack.event({
      type: 'member_joined_channel',
      user,
      channel: 'C0BOARD',
      channel_type: 'C',
      team: 'T0',
      inviter: 'U0OWNER',
    })

  test('is told what it is and how to be linked', async () => {
    await joined('U0BOT')
    await slack.stub.called('chat.postMessage')
    const [welcome] = slack.stub.workspace.messagesIn('C0BOARD')
    expect(welcome?.onlyFor).toBeUndefined()
    expect(JSON.stringify(welcome?.blocks)).toMatch(/I keep an improvement plan.*link me as.*\/wsoa bind/)
  })

  test('hears nothing when somebody else comes', async () => {
    await joined('U0OWNER')
    expect(slack.stub.workspace.messagesIn('C0BOARD')).toEqual([])
  })
})
