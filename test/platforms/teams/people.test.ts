import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { textOfActivity } from '../../support/teams/connector.ts'
import { SDK_NAMES } from '../../support/teams/sdks.ts'
import { chatOf, inChannel, inChat, press, startTeams, type TeamsTest } from '../../support/teams/teams.ts'

const UPDATE = 'update C2(a) amber the supplier is late'

describe.each(SDK_NAMES)('by %s', (sdk) => {
  let teams: TeamsTest
  beforeEach(async () => {
    teams = await startTeams({ sdk, pace: async () => true })
    await teams.link('SLSESEND', 'ann')
  })
  afterEach(() => teams.close())

  const updates = async () =>
    (await teams.bot.db.selectFrom('updates').select('id').where('note', 'like', '%supplier%').execute())
      .length

  describe('while Teams does not say who somebody is', () => {
    beforeEach(() => {
      teams.connector.tellsOfMembers = false
    })

    test('a question is answered, and a change waits', async () => {
      expect(await teams.type('status C2')).toContain('C2')
      expect(await teams.type(UPDATE)).toContain('I cannot check who you are just now; nothing was recorded.')
      expect(await updates()).toBe(0)
    })

    test('a form opens, and stays as it was filled in', async () => {
      const data = {
        form: 'update',
        settled: { refs: ['C2(a)'] },
        adds: { filled: true },
        note: 'the supplier',
        rating: 'amber',
      }
      const { text } = await teams.deliver(inChat('ann', press(data)))
      expect(text).toContain('I cannot check who you are just now')
      expect(text).toContain('the supplier')
      expect(await updates()).toBe(0)
    })

    test('whoever was a guest, or had left, is refused all the same', async () => {
      teams.connector.tellsOfMembers = true
      teams.connector.members.set('29:ann', { id: '29:ann', name: 'Ann', userRole: 'guest' })
      expect(await teams.type('status C2')).toContain('You are a guest here')
      teams.bot.later({ minutes: 6 })
      teams.connector.tellsOfMembers = false
      expect(await teams.type('status C2')).toContain('You are a guest here')
    })
  })

  describe('who does not belong any more is refused, although they were heard before', () => {
    test.each<[string, () => void, RegExp]>([
      [
        'a guest',
        () => teams.connector.members.set('29:ann', { id: '29:ann', userRole: 'guest' }),
        /guest here/,
      ],
      ['somebody who left', () => teams.connector.gone.add('29:ann'), /no longer lists you/],
      [
        'somebody who moved to another tenant',
        () =>
          teams.connector.members.set('29:ann', {
            id: '29:ann',
            tenantId: '99999999-0000-4000-8000-000000000002',
          }),
        /another organisation/,
      ],
    ])('%s', async (_, change, said) => {
      expect(await teams.type('status C2')).toContain('C2')
      change()
      teams.bot.later({ minutes: 6 })
      expect(await teams.type(UPDATE)).toMatch(said)
      expect(await updates()).toBe(0)
    })

    test('and nothing is kept of them, or of the channel that they speak in', async () => {
      teams.connector.members.set('29:eve', { id: '29:eve', userRole: 'guest' })
      await teams.deliver(inChannel('eve', 'help'))
      await teams.deliver(inChat('eve', { text: 'help' }))
      expect([...teams.references.keys()]).toEqual([])
      expect(
        teams.connector
          .seen(chatOf('eve'))
          .map(({ activity }) => textOfActivity(activity))
          .join(),
      ).toContain('guest')
    })
  })
})
