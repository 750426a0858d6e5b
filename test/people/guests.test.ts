import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TestApp } from '../support/app.ts'
import { personAt } from '../support/people.ts'
import { createSlackTest, wordsOf } from '../support/slack/slack.ts'
import { startTeams } from '../support/teams/teams.ts'

const UPDATE = 'update A5(h) amber the partner is late'

/** A platform with a guest called Guest Three. */
interface House {
  readonly bot: TestApp
  /** The guest writes to the bot, and gets this answer. */
  readonly guestSays: (text: string) => Promise<string>
  /** The guest belongs to the organisation from now on. */
  readonly joins: () => void
  /** The platform is asked again who they are. */
  readonly fiveMinutesLater: () => void
  /** The platform does not say for now who somebody is. */
  readonly falters: () => void
  readonly close: () => Promise<void>
}

async function slackHouse(): Promise<House> {
  let passed = 0
  const machineNow = () => new Date(Date.now() + passed)
  const slack = await createSlackTest({ machineNow })
  return {
    bot: slack.bot,
    guestSays: async (text) => {
      const { json } = await slack.command('U0GUEST', text, { at: machineNow() })
      return `${json.text} ${wordsOf(json.blocks)}`
    },
    joins: () => slack.stub.workspace.users.set('U0GUEST', { id: 'U0GUEST', name: 'Guest Three' }),
    fiveMinutesLater: () => {
      passed += 6 * 60_000
    },
    falters: () =>
      slack.stub.misbehave('users.info', { kind: 'error', error: 'internal_error', isDone: false }),
    close: slack.close,
  }
}

async function teamsHouse(): Promise<House> {
  const teams = await startTeams({ pace: async () => true })
  const guest = { id: '29:eve', name: 'Guest Three' }
  teams.connector.members.set('29:eve', { ...guest, userRole: 'guest' })
  return {
    bot: teams.bot,
    guestSays: (text) => teams.type(text, 'eve'),
    joins: () => teams.connector.members.set('29:eve', { ...guest, userRole: 'user' }),
    fiveMinutesLater: () => teams.bot.later({ minutes: 6 }),
    falters: () => {
      teams.connector.tellsOfMembers = false
    },
    close: teams.close,
  }
}

describe.each([
  ['Slack', slackHouse, /you are a guest in this workspace/],
  ['Teams', teamsHouse, /You are a guest here/],
] as const)('a guest in %s', (_, open, refused) => {
  let house: House
  beforeEach(async () => {
    house = await open()
  })
  afterEach(() => house.close())

  const requests = () => house.bot.db.selectFrom('linkRequests').selectAll().execute()
  const link = async (as = 'SLBI') => {
    await house.bot.say(`assign ${as} new Guest Three`)
    await house.guestSays(`link me as ${as}`)
    return house.bot.say('link confirm 1')
  }

  test('whom nobody has named is refused, and nothing is kept of what they say', async () => {
    for (const line of ['link me as SLBI', 'I am the post-16 lead', 'status C2', UPDATE]) {
      const answer = await house.guestSays(line)
      expect(answer).toMatch(refused)
      expect(answer).not.toContain('C2')
    }
    expect(await requests()).toEqual([])
  })

  test('to whom the coordinator gave a post by name may ask to be linked, and until then sees nothing', async () => {
    await house.bot.say('assign SLBI new Guest Three')
    expect(await house.guestSays('status C2')).toContain('I do not know you yet')
    expect(await house.guestSays('link me as SLBI')).toContain('The coordinator is asked to link you')
    expect(await house.bot.say('links')).toContain('they are a guest there')
  })

  test('who has the name of somebody with an account there is refused', async () => {
    await link()
    await house.bot.db
      .updateTable('identities')
      .set({ userId: 'somebody-else' })
      .where('isGuest', '=', 1)
      .execute()
    expect(await house.guestSays('link me as SLBI')).toMatch(refused)
  })

  test('who was linked records as an owner, and gets no lists of people', async () => {
    expect(await link()).toContain('they speak as Guest Three (SLBI)')
    expect(await house.guestSays(UPDATE)).toContain('Recorded: A5(h)')
    expect(await house.guestSays('status C2')).toContain('C2')
    for (const line of ['members', 'who sits on the improvement board'])
      expect(await house.guestSays(line)).toContain('Guests get no lists of people.')
    expect(await house.guestSays('people')).toMatch(/Guests get no lists of people|Only the coordinator/)
    expect(await house.guestSays('help')).not.toMatch(/\bmembers \[|Say who chairs/)
    expect(await house.bot.say('people')).toMatch(/(Slack|Teams) as a guest/)
  })

  test('is not linked as a chair, a deputy or the coordinator, by whatever way', async () => {
    await house.bot.say('assign SLBI new Guest Three')
    await house.guestSays('link me as SLBI')
    expect(await house.bot.say('link confirm 1 as coordinator')).toContain('A guest may speak for')
    await house.bot.say('assign chair:improvement-board guest-three')
    expect(await house.bot.say('link confirm 1 as guest-three')).toContain('holds chair:improvement-board')
    await house.bot.say('unassign chair:improvement-board guest-three')
  })

  test('who is linked is given no post of that kind either', async () => {
    await link()
    expect(await house.bot.say('assign chair:improvement-board guest-three')).toContain('speaks as a guest')
    expect(await house.bot.say('assign coordinator guest-three jointly')).toContain('speaks as a guest')
  })

  test('uses no such post that they have all the same', async () => {
    await link()
    const { db } = house.bot
    const { id: personId } = await personAt(db, 'SLBI')
    const role = db.selectFrom('planRoles').select('roleId').where('code', '=', 'coordinator')
    const held = { planId: 1, personId, kind: 'holder', fromDay: '2020-11-01', toDay: null } as const
    await db
      .insertInto('assignments')
      .values({ ...held, roleId: (await role.executeTakeFirstOrThrow()).roleId })
      .execute()
    expect(await house.guestSays('unlink coordinator')).toContain('Only the coordinator')
    expect(await house.guestSays(UPDATE)).toContain('Recorded: A5(h)')
  })

  test('who is unlinked is refused again, while somebody else has their place', async () => {
    await link()
    await house.bot.say('unlink guest-three')
    await house.bot.say('assign SLBI new Alex Other')
    await house.bot.say('2')
    house.fiveMinutesLater()
    expect(await house.guestSays(UPDATE)).toMatch(refused)
  })

  test('who comes to belong to the organisation keeps the link, and is a guest no longer', async () => {
    await link()
    house.joins()
    house.fiveMinutesLater()
    expect(await house.guestSays('members')).toContain('Improvement Board')
  })

  test('stays one while the platform does not say who they are', async () => {
    await link()
    house.falters()
    house.fiveMinutesLater()
    expect(await house.guestSays('members')).toContain('Guests get no lists of people.')
  })
})
