import { afterEach, beforeEach, expect, test } from 'vitest'
import { listChannels } from '../../../data/channels.ts'
import { CHANNEL, inChannel, startTeams, TENANT, type TeamsTest } from '../../support/teams/teams.ts'

let teams: TeamsTest
beforeEach(async () => {
  teams = await startTeams()
  await teams.link('coordinator', 'cora')
})
afterEach(() => teams.close())

test.each([
  ['standard', 1],
  ['private', 1],
  ['shared', 0],
])('of a %s channel, %d is bound', async (type, number) => {
  const channelData = { tenant: { id: TENANT }, channel: { id: CHANNEL, type }, team: { id: CHANNEL } }
  await teams.deliver({ ...inChannel('cora', 'bind operational-group'), channelData })
  expect(await listChannels(teams.bot.db, 1)).toHaveLength(number)
})
