import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sentence } from '../../../src/message.ts'
import type { Address, Refused, Sent } from '../../../src/platform.ts'
import { APP_ID } from '../../support/teams/issuer.ts'
import {
  CHANNEL,
  chatOf,
  inChannel,
  inChat,
  startTeams,
  TENANT,
  type TeamsTest,
} from '../../support/teams/teams.ts'

const TO_CHANNEL: Address = {
  platform: 'teams',
  tenant: TENANT,
  channel: CHANNEL,
  userId: null,
  name: 'Group',
}
const TO_ANN: Address = { platform: 'teams', tenant: TENANT, channel: null, userId: 'ann', name: 'Ann' }

let teams: TeamsTest
beforeEach(async () => {
  teams = await startTeams()
  await teams.deliver(inChannel('ann', 'help'))
  await teams.deliver(inChat('ann', { type: 'conversationUpdate', text: undefined }))
})
afterEach(() => teams.close())

function send(to: Address): Promise<Sent> {
  const mayPost = async () => true
  const deadline = new AbortController().signal
  return teams.platform.send({
    to,
    key: 'digest:1',
    message: sentence('Words of a digest.'),
    under: null,
    deadline,
    mayPost,
  })
}

/** Sends in vain, and returns how that was refused. */
async function refused(to: Address): Promise<Refused> {
  const triedAt = teams.bot.now()
  const sent = await send(to)
  if (sent.state !== 'refused') throw new Error(`it was ${sent.state}`)
  teams.bot.later({ minutes: 1 })
  return { to, reason: sent.reason, triedAt }
}

const REMOVALS = [
  { status: 403, code: 'BotNotInConversationRoster' },
  { status: 404, code: 'ConversationNotFound' },
] as const

describe.each(REMOVALS)('the app was removed from a channel, and Teams answers $status $code', (removal) => {
  test('the channel is mended when Teams lets the app ask for its members again', async () => {
    teams.connector.removedFrom.set(CHANNEL, removal)
    const channel = await refused(TO_CHANNEL)
    expect(await teams.platform.isMended?.(channel)).toBe('not yet')
    teams.connector.removedFrom.delete(CHANNEL)
    expect(await teams.platform.isMended?.(channel)).toBe('mended')
    expect((await send(TO_CHANNEL)).state).toBe('sent')
  })

  test('the channel is mended when the app is added there, even if Teams does not tell of members', async () => {
    teams.connector.removedFrom.set(CHANNEL, removal)
    const channel = await refused(TO_CHANNEL)
    const change = { ...inChannel('ann', ''), type: 'conversationUpdate', text: undefined }
    await teams.deliver({ ...change, membersRemoved: [{ id: `28:${APP_ID}` }] })
    await teams.deliver({ ...change, type: 'installationUpdate', action: 'remove' })
    expect(await teams.platform.isMended?.(channel)).toBe('not yet')
    await teams.deliver({ ...change, type: 'installationUpdate', action: 'add' })
    expect(await teams.platform.isMended?.(channel)).toBe('mended')
  })

  test('a person’s chat is mended when they write again; until then it is only tried', async () => {
    teams.connector.removedFrom.set(chatOf('ann'), removal)
    const chat = await refused(TO_ANN)
    expect(await teams.platform.isMended?.(chat)).toBe('not yet')
    teams.connector.removedFrom.clear()
    expect(await teams.platform.isMended?.(chat)).toBe('perhaps')
    await teams.deliver(inChat('ann', { text: 'help' }))
    expect(await teams.platform.isMended?.(chat)).toBe('mended')
  })
})

test('a call that fails is logged with its method, the kind of place and the status, without ids and words', async () => {
  teams.connector.removedFrom.set(CHANNEL, REMOVALS[0])
  teams.connector.removedFrom.set(chatOf('ann'), REMOVALS[1])
  teams.logged.length = 0
  await refused(TO_CHANNEL)
  await refused(TO_ANN)
  const failures = teams.logged.map((line) => JSON.parse(line)).filter(({ code }) => code === 'teams')
  expect(failures).toMatchObject([
    { method: 'POST v3/conversations', place: 'channel', status: 403 },
    { method: 'POST v3/conversations/…/activities', place: 'direct message', status: 404 },
  ])
  expect(teams.logged.join('')).not.toMatch(/thread\.tacv2|chat-ann|Words of/)
})
