import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sentence } from '../../../src/message.ts'
import { actionsOf, textOfActivity } from '../../support/teams/connector.ts'
import { APP_ID } from '../../support/teams/issuer.ts'
import {
  CHANNEL,
  chatOf,
  inChannel,
  inChat,
  lastOf,
  press,
  startTeams,
  TENANT,
  type TeamsTest,
} from '../../support/teams/teams.ts'

const THREAD = `${CHANNEL};messageid=1600000000001`

let teams: TeamsTest
beforeEach(async () => {
  teams = await startTeams()
  await teams.link('SLSESEND', 'ann')
})
afterEach(() => teams.close())

function inThread(): string {
  return textOfActivity(lastOf(teams.connector.seen(THREAD)).activity)
}

async function updates(): Promise<number> {
  const { db } = teams.bot
  return (await db.selectFrom('updates').select('id').where('note', '=', 'annual review backlog').execute())
    .length
}

describe('in one’s own chat', () => {
  test('an update is recorded and answered with its receipt', async () => {
    const receipt = await teams.type('update C2 amber annual review backlog')
    expect(receipt).toMatch(/^Recorded: C2 stays ◆ Amber\n/)
    expect(receipt).toContain('Note: “annual review backlog”')
    expect(receipt).toMatch(/\n\[Undo\]$/)
    expect(await updates()).toBe(1)
  })

  test.each([
    [
      'line breaks of a rich text',
      'update C2 amber<br>annual review backlog',
      'Note: “annual review backlog”',
    ],
    ['spaces that do not break', 'update&nbsp;C2\u00a0amber&nbsp; backlog', 'Note: “backlog”'],
    ['signs that Teams writes as entities', 'update C2 amber R&amp;D &lt;late&gt;', 'Note: “R&D <late>”'],
    ['the mention of somebody else', 'update C2 amber ask <at>Bob B</at> first', 'Note: “ask Bob B first”'],
  ])('%s are read as they were typed', async (_, text, note) => {
    expect(await teams.type(text)).toContain(note)
  })

  test('whoever is not known is told how to get in, and their name may propose a link', async () => {
    teams.connector.members.set('29:new', {
      id: '29:new',
      name: 'New P',
      userPrincipalName: 'new@example.org',
    })
    expect(await teams.type('overdue', 'new')).toContain('I do not know you yet')
    const kept = [...teams.references].find(([place]) => place.endsWith(' new'))?.[1]
    expect(JSON.parse(kept ?? '')).toMatchObject({ profile: { name: 'New P', email: 'new@example.org' } })
  })

  test('a welcome is said when the app is installed, once', async () => {
    const installed = inChat('ann', { type: 'installationUpdate', action: 'add', text: undefined })
    await Promise.all([
      teams.deliver(installed),
      teams.deliver(inChat('ann', { type: 'conversationUpdate', text: undefined })),
    ])
    await teams.deliver(installed)
    await teams.deliver({ ...installed, action: 'remove' })
    const said = teams.connector.seen(chatOf('ann')).map(({ activity }) => textOfActivity(activity))
    expect(said).toEqual([expect.stringMatching(/I keep an improvement plan[\s\S]*link me as/)])
  })

  test('a team is welcomed once when the app is added to it, with how to be linked', async () => {
    const added = { ...inChannel('ann', ''), text: undefined, entities: [], id: undefined }
    const id = `28:${APP_ID}`
    const conversation = { ...added.conversation, id: CHANNEL }
    await teams.deliver({
      ...added,
      conversation,
      id: 'u1',
      type: 'conversationUpdate',
      membersAdded: [{ id }],
    })
    await teams.deliver({ ...added, conversation, id: 'u2', type: 'installationUpdate', action: 'add' })
    const said = teams.connector.calls.flatMap(({ body }) => textOfActivity(body.activity ?? body) || [])
    expect(said).toEqual([
      expect.stringMatching(/I keep an improvement plan[\s\S]*link me as[\s\S]*@WSoA bind/),
    ])
  })
})

describe('in a channel', () => {
  test('the mention is taken out, and the answer is given in the thread', async () => {
    await teams.deliver(inChannel('ann', 'update C2 amber annual review backlog'))
    expect(inThread()).toContain('Note: “annual review backlog”')
    expect(teams.connector.calls.at(-1)?.path).toContain(encodeURIComponent(THREAD))
  })

  test('the answer to a question stands in the thread too: Teams knows no other place', async () => {
    await teams.deliver(inChannel('ann', 'status C2'))
    expect(inThread()).toContain('C2')
  })

  test('a short question is answered in the same thread with another mention', async () => {
    await teams.deliver(inChannel('ann', 'evidence C2'))
    await teams.deliver(inChannel('ann', 'https://example.org/report', '1600000000001'))
    expect(inThread()).toContain('https://example.org/report')
  })

  test('a mention without any text is answered like one that says nothing', async () => {
    const answered = await teams.deliver({ ...inChannel('ann', ''), text: undefined })
    expect(answered.status).toBe(200)
    expect(inThread()).not.toBe('')
  })

  test('several mentions of the bot do no harm', async () => {
    await teams.deliver({ ...inChannel('ann', ''), text: '<at>WSoA</at> <at>WSoA</at> help' })
    expect(inThread()).not.toBe('')
  })
})

describe('a message that is edited', () => {
  const edited = (id: string, text: string, eventType = 'editMessage') =>
    teams.deliver({
      ...inChat('ann', { text }),
      id,
      type: 'messageUpdate',
      timestamp: '2020-11-24T09:01:00Z',
      channelData: { tenant: { id: TENANT }, eventType },
    })

  test('is offered as a correction of what it had recorded, once', async () => {
    await teams.deliver(inChat('ann', { id: 'the-message', text: 'update C2 red annual review backlog' }))
    const said = () => teams.connector.seen(chatOf('ann'))
    await edited('the-message', 'update C2 green annual review backlog')
    await edited('the-message', 'update C2 green annual review backlog')
    await edited('the-message', '', 'softDeleteMessage')
    expect(textOfActivity(lastOf(said()).activity)).toContain('You edited a message')
    await teams.type('yes')
    const { items } = await teams.bot.tell('status C2')
    expect(items[0]?.rating).toBe('green')
  })
})

describe('a hint', () => {
  test('in a channel begins with the mention, and is bare in one’s own chat', async () => {
    await teams.deliver(inChannel('ann', 'gobbledygook and more of it'))
    expect(inThread()).toContain('@WSoA help')
    expect(await teams.type('gobbledygook and more of it')).not.toContain('@WSoA')
  })

  test('tells how a question is answered, and a button opens a window for the answer', async () => {
    await teams.deliver(inChannel('ann', 'revise C2(a) to 26 March 2021'))
    const { id, activity } = lastOf(teams.connector.seen(THREAD))
    expect(textOfActivity(activity)).toContain('begin your answer with @WSoA')
    const data = actionsOf(activity).find(({ title }) => title === 'Answer')?.data
    const window = (name: string, sent: unknown) =>
      teams.deliver({
        ...inChannel('ann', ''),
        type: 'invoke',
        name,
        text: undefined,
        replyToId: id,
        value: { data: sent },
      })
    const { text } = await window('task/fetch', data)
    const { task } = JSON.parse(text) as { task: { value: { card: { content: unknown } } } }
    const [send] = actionsOf({ attachments: [{ contentType: '', content: task.value.card.content }] })
    await window('task/submit', { ...send?.data, words: 'the panel meets then' })
    await expect.poll(inThread).toMatch(/R1 asks for .*26 March/)
  })
})

describe('what is said in a channel or a group chat is read by all of its members', () => {
  const GROUP = '19:group-of-three@thread.v2'
  const inGroup = (person: string, text: string) => ({
    ...inChannel(person, text),
    conversation: { id: GROUP, conversationType: 'groupChat', isGroup: true, tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
  })
  const inGroupChat = () => teams.connector.seen(GROUP).map(({ activity }) => textOfActivity(activity))

  test('so there is nothing to share, and the receipt is the one line about an update', async () => {
    await teams.deliver(inChannel('ann', 'overdue C'))
    await teams.deliver(inChannel('ann', 'update C2 red annual review backlog'))
    const said = teams.connector.seen(THREAD).map(({ activity }) => textOfActivity(activity))
    expect(said).toHaveLength(2)
    expect(said.join()).not.toContain('Share here')
  })

  test('a group chat answers in itself, and a question belongs to whoever was asked', async () => {
    await teams.link('coordinator', 'cora')
    await teams.deliver(inGroup('ann', 'update C2 red'))
    await teams.deliver(inGroup('cora', 'annual review backlog'))
    expect(await updates()).toBe(0)
    await teams.deliver(inGroup('ann', 'annual review backlog'))
    expect(await updates()).toBe(1)
    expect(inGroupChat()).toHaveLength(3)
    expect(inGroupChat().join()).not.toContain('Share here')
  })

  test('a receipt in a group chat changes in place', async () => {
    await teams.deliver(inGroup('ann', 'update C2 red annual review backlog'))
    const { id, activity } = lastOf(teams.connector.seen(GROUP))
    const undo = actionsOf(activity).find(({ title }) => title === 'Undo')
    await teams.deliver({ ...inGroup('ann', ''), ...press(undo?.data, id) })
    await expect.poll(() => inGroupChat()).toEqual([expect.stringContaining('Taken back')])
  })

  test('a group chat can be bound, and is told without a thread', async () => {
    await teams.link('coordinator', 'cora')
    await teams.deliver(inGroup('cora', 'bind operational-group'))
    expect(inGroupChat().at(-1)).toContain('is told its digests')
    const deadline = AbortSignal.timeout(5_000)
    const to = { platform: 'teams', tenant: TENANT, channel: GROUP, userId: null, name: 'the group' }
    const message = sentence('The digest.')
    const sent = await teams.platform.send({
      to,
      key: 'k',
      message,
      under: null,
      deadline,
      mayPost: async () => true,
    })
    expect(sent.state).toBe('sent')
    expect(inGroupChat().at(-1)).toBe('The digest.')
  })
})

describe('the same again', () => {
  test('an activity that is brought twice is done once and answered once', async () => {
    const activity = inChat('ann', { id: 'the-same', text: 'update C2 amber annual review backlog' })
    await teams.deliver(activity)
    await teams.deliver(activity)
    expect(teams.connector.seen(chatOf('ann'))).toHaveLength(1)
    expect(await updates()).toBe(1)
  })

  test.each([{ status: 502 }, 'cut'] as const)(
    'a receipt that may not have arrived is shown when the person next speaks, once: %j',
    async (how) => {
      teams.connector.misbehave(how)
      const answered = await teams.deliver(inChat('ann', { text: 'update C2 amber annual review backlog' }))
      expect(answered).toEqual({ status: 200, text: '' })
      expect(teams.connector.seen(chatOf('ann'))).toEqual([])
      const next = await teams.type('mine')
      expect(next).toMatch(/^My answer of .* may not have reached you:\nRecorded: C2 stays ◆ Amber\n/)
      expect(await teams.type('mine')).not.toContain('Recorded')
      expect(await updates()).toBe(1)
    },
  )

  test('a conversation that takes no answer is not asked again', async () => {
    teams.connector.misbehave({ status: 403 })
    expect((await teams.deliver(inChat('ann', { text: 'overdue' }))).status).toBe(200)
    expect(teams.logged.join('')).toContain('"state":"failed"')
  })
})

describe('what asks for nothing', () => {
  test.each(['typing', 'messageReaction', 'endOfConversation', 'event', '__proto__'])(
    '%s is taken in silence',
    async (type) => {
      expect(await teams.deliver({ type })).toEqual({ status: 200, text: '' })
      expect(teams.connector.calls).toEqual([])
    },
  )

  test('an invoke of another kind is not implemented', async () => {
    expect((await teams.deliver({ type: 'invoke', name: 'signin/verifyState' })).status).toBe(501)
  })
})
