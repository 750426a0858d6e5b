import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tick } from '../../src/deliveries/tick.ts'
import { createSlackTest, type SlackTest } from '../support/slack/slack.ts'
import { actionsOf, textOfActivity } from '../support/teams/connector.ts'
import {
  CHANNEL,
  chatOf,
  inChannel,
  inChat,
  lastOf,
  press as pressed,
  startTeams,
  type TeamsTest,
} from '../support/teams/teams.ts'

/** Teams: the Operational Group's channel, and the coordinator's and an owner's chats. Slack: the board's channel. */
const BOARD = 'C0BOARD'

let teams: TeamsTest
let slack: SlackTest
beforeAll(async () => {
  teams = await startTeams({ pace: async () => true })
  slack = await createSlackTest({ beside: teams.bot })
  await teams.link('coordinator', 'cora')
  await teams.link('SLSESEND', 'ann')
  await slack.link('U0CORA', 'coordinator')
  await slack.link('U0ANN', 'SLSESEND')
})
afterAll(async () => {
  await slack.close()
  await teams.close()
})

async function tickAt(time: string) {
  const { bot, platform } = teams
  bot.later(new Date(time))
  const log = pino({ level: 'silent' })
  const senders = [platform, slack.slack]
  return tick({ db: bot.db, senders, commands: bot.commands, log, leaseNow: bot.now }, bot.now())
}

function inChannelOf(root: string): readonly string[] {
  return teams.connector.seen(`${CHANNEL};messageid=${root}`).map(({ activity }) => textOfActivity(activity))
}

/** The summaries of the threads that the bot began in the channel. */
function threads(): readonly string[] {
  return teams.connector.calls
    .filter(({ path, body }) => path === '/v3/conversations' && body.activity)
    .flatMap(({ body }) => [body.activity?.summary ?? ''])
}

async function press(person: string, label: RegExp): Promise<string> {
  const { id, activity } = lastOf(teams.connector.seen(chatOf(person)))
  const action = actionsOf(activity).find(({ title }) => label.test(title))
  if (!action) throw new Error(`no button ${label}`)
  const { text } = await teams.deliver(inChat(person, pressed(action.data, id)))
  return text
}

test('the coordinator binds a channel of Teams to one body, and one of Slack to the other', async () => {
  await teams.deliver(inChannel('cora', 'bind operational-group'))
  expect(inChannelOf('1600000000001')).toEqual([
    expect.stringContaining('the SEND Operational Group is told its digests in General on Microsoft Teams'),
  ])
  const { json } = await slack.command('U0CORA', 'bind improvement-board', { channel: BOARD })
  expect(JSON.stringify(json)).toContain('Improvement Board is told its digests')
})

test('an owner is one person on both: what was said in Teams is taken back in Slack', async () => {
  expect(await teams.type('update C2(a) red the supplier left')).toContain('C2(a) ○ Not rated → ▲ Red')
  expect(JSON.stringify((await slack.command('U0ANN', 'undo')).json)).toContain('Taken back: C2(a)')
  expect(await teams.type('update C2(a) red the supplier left last week')).toContain('○ Not rated → ▲ Red')
  expect(JSON.stringify((await slack.command('U0ANN', 'status C2(a)')).json)).toContain('left last week')
})

test('somebody new in Teams asks to be linked, the coordinator confirms with one tap, and they can update', async () => {
  teams.connector.members.set('29:bob', { id: '29:bob', name: 'Bob B', email: 'bob@example.org' })
  expect(await teams.type('update B1 red', 'bob')).toContain('I do not know you yet')
  expect(await teams.type('link me as SLBI', 'bob')).toContain('The coordinator is asked to link you')
  await tickAt('2020-11-24T09:10:00Z')
  expect(textOfActivity(lastOf(teams.connector.seen(chatOf('cora'))).activity)).toContain('Bob B')
  expect(await press('cora', /SLBI|Link|Confirm/)).toContain('application/vnd.microsoft.card.adaptive')
  expect(await teams.type('mine', 'bob')).toContain('SLBI')
})

test('the group’s digest begins a thread in its channel, on the day, and its pages stand under it', async () => {
  await tickAt('2020-11-24T12:00:00Z')
  await tickAt('2020-11-25T09:00:00Z')
  const [summary] = threads()
  expect(threads()).toHaveLength(1)
  expect(summary).toMatch(/^Of 63 sub-actions/)
  const head = headOfDigest()
  expect(inChannelOf(head)).toHaveLength(2)
  expect(inChannelOf(head).join('\n')).toContain('the supplier left last week')
  // Nothing arrives twice.
  await tickAt('2020-11-25T09:01:00Z')
  expect(threads()).toHaveLength(1)
})

test('a question in the digest’s thread is answered there', async () => {
  const head = headOfDigest()
  await teams.deliver(inChannel('ann', 'status C2(a)', head))
  expect(inChannelOf(head).at(-1)).toContain('the supplier left last week')
})

test('who asked in Slack does not decide in Teams: one person is one person, chair or not', async () => {
  const asked = 'revise A5(h) to 30 April 2021 because the suppliers slipped'
  await slack.link('U0CHRIS', 'chair:improvement-board')
  const assigned = await slack.command('U0CORA', 'assign SLBI chair:improvement-board-holder')
  expect(JSON.stringify(assigned.json)).toContain('holds SLBI')
  await teams.link('chair:improvement-board', 'chris')
  expect(JSON.stringify((await slack.command('U0CHRIS', asked)).json)).toContain(
    'R1 asks for Friday 30 April 2021',
  )
  expect(await teams.type('approve R1', 'chris')).toContain('nobody decides their own request')
  // It works the other way round too.
  expect(await teams.type('revise B2(e) to 30 April 2021 because the suppliers slipped', 'chris')).toContain(
    'R2',
  )
  expect(JSON.stringify((await slack.command('U0CHRIS', 'approve R2')).json)).toContain(
    'nobody decides their own request',
  )
  // They can undo on one platform what they did on the other, but never what somebody else did.
  expect(await teams.type('update A5(h) red all of them slipped', 'chris')).toContain('▲ Red')
  expect(JSON.stringify((await slack.command('U0ANN', 'undo')).json)).not.toContain('Taken back: A5(h)')
  expect(JSON.stringify((await slack.command('U0CHRIS', 'undo')).json)).toContain('Taken back: A5(h)')
})

test('the chair reads in Slack’s digest what the owner said in Teams', async () => {
  await tickAt('2020-11-27T12:00:00Z')
  await tickAt('2020-11-30T09:00:00Z')
  const posted = slack.stub.callsOf('chat.postMessage').filter((call) => call.arguments.channel === BOARD)
  expect(JSON.stringify(posted)).toContain('the supplier left last week')
  expect(threads()).toHaveLength(1)
})

function headOfDigest(): string {
  const { references } = teams
  expect([...references.keys()].some((place) => place.endsWith(CHANNEL))).toBe(true)
  const thread = teams.connector.calls
    .map(({ path }) => decodeURIComponent(path).match(/;messageid=(\d+)\/activities$/)?.[1])
    .findLast((root) => root !== undefined && root !== '1600000000001')
  if (thread === undefined) throw new Error('no digest was sent')
  return thread
}
