import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTeams, type TeamsTest } from '../../support/teams/teams.ts'

let teams: TeamsTest
beforeEach(async () => {
  teams = await startTeams()
  await teams.link('SLSESEND', 'ann')
})
afterEach(() => teams.close())

describe('in a chat', () => {
  test('an update is recorded and answered with its receipt', async () => {
    console.log(await teams.type('update C2 amber annual review backlog'))
    console.log(await teams.type('mine'))
    console.log(teams.logged, teams.connector.calls.length)
    console.log([...teams.references])
  })
})
