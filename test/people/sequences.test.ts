import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyHoldings } from '../../data/audit/holdings.ts'
import { listIdentities } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { readRecipients, recipientsFor } from '../../src/deliveries/recipients.ts'
import { createTestApp, read, type TestApp, TINY } from '../support/app.ts'
import { createFarEnd } from '../support/far-end.ts'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
})
afterEach(async () => {
  expect(await verifyHoldings(bot.db)).toEqual([])
  await bot.close()
})

describe.each(['slack', 'teams'])('on %s', (platform) => {
  const account = (userId: string, name?: string, email: string | null = null) => ({
    platform,
    tenant: 'T1',
    userId,
    conversation: `D${userId}`,
    isPrivate: true,
    ...(name === undefined ? {} : { profile: { name, email } }),
  })
  const SAM = account('U1', 'Sam Example', 'sam@example.org')
  const ALEX = account('U2', 'Alex Other', 'alex@example.org')
  const speaks = async (from: ReturnType<typeof account>) =>
    (await bot.tell('update A5(h) amber workshops booked', { from })).ok
  const number = async () =>
    (
      await bot.db
        .selectFrom('linkRequests')
        .select((eb) => eb.fn.max('number').as('number'))
        .executeTakeFirstOrThrow()
    ).number
  const ask = async (from: ReturnType<typeof account>, as = 'SLBI') => {
    expect((await bot.tell(`link me as ${as}`, { from })).ok).toBe(true)
    return number()
  }

  test('linking names the person, who holds the post from now on', async () => {
    expect(await bot.say(`link confirm ${await ask(SAM)} as SLBI`)).toContain(
      'Linked: they speak as Sam Example (SLBI)',
    )
    expect(await speaks(SAM)).toBe(true)
    expect(await bot.say('owner A5(h)')).toContain('SLBI: Sam Example')
    expect(await bot.say('people')).toMatch(/Sam Example +\S*sam-example +\S*SLBI/)
  })

  test('linking, then naming: the same person keeps their account, under the name that the coordinator gives', async () => {
    await bot.say(`link confirm ${await ask(account('U1', 'S. Ex'))} as SLBI`)
    const asked = await bot.tell('assign SLBI new Sam Example')
    expect(asked).toMatchObject({ ok: false, waits: true })
    expect(read(asked)).toContain(
      'S. Ex holds SLBI, with an account that is linked. Is Sam Example the same person?',
    )
    expect(read(asked)).toContain('S. Ex no longer holds SLBI from today and no longer answers for')
    expect(await bot.say('yes')).toContain('S. Ex is Sam Example from now on')
    expect(await speaks(SAM)).toBe(true)
    expect(await bot.say('role SLBI')).toContain('held by Sam Example')
  })

  test('linking, then naming: somebody else takes over, and can be linked', async () => {
    await bot.say(`link confirm ${await ask(SAM)} as SLBI`)
    await bot.say('assign SLBI new Alex Other')
    expect(await bot.say('2')).toContain('Alex Other holds SLBI from')
    expect(await speaks(SAM)).toBe(false)
    await bot.say(`link confirm ${await ask(ALEX)}`)
    expect(await speaks(ALEX)).toBe(true)
    expect(await bot.say(`unlink sam-example ${platform}`)).toContain('Unlinked: Sam Example')
  })

  test('linking, then naming: both may hold it', async () => {
    await bot.say(`link confirm ${await ask(SAM)} as SLBI`)
    await bot.say('assign SLBI new Alex Other')
    await bot.say('3')
    await bot.say(`link confirm ${await ask(ALEX)}`)
    expect([await speaks(SAM), await speaks(ALEX)]).toEqual([true, true])
  })

  test('naming, then linking: the account is the named person’s, by post, by name and by e-mail', async () => {
    for (const as of ['SLBI', 'the post-16 lead', 'Sam Example']) {
      const fresh = await createTestApp()
      try {
        const code = as === 'the post-16 lead' ? 'P16SM' : 'SLBI'
        await fresh.say(`assign ${code} new Sam Example`)
        await fresh.say(`link me as ${as}`, { from: SAM })
        expect(await fresh.say('link confirm 1')).toContain(`they speak as Sam Example (${code})`)
        expect((await fresh.tell('mine', { from: SAM })).ok).toBe(true)
      } finally {
        await fresh.close()
      }
    }
  })

  test('naming, then linking: another’s account is asked about, and nobody is locked out', async () => {
    await bot.say('assign SLBI new Sam Example')
    const asked = await bot.tell(`link confirm ${await ask(ALEX)} as SLBI`)
    expect(asked).toMatchObject({ ok: false, waits: true })
    expect(read(asked)).toContain('Sam Example holds SLBI. Is Alex Other the same person?')
    await bot.say('2')
    expect(await speaks(ALEX)).toBe(true)
    expect(await bot.say('role SLBI')).toContain('held by Alex Other')
  })

  test('another’s link to a linked post is asked about: who loses what is said', async () => {
    await bot.say(`link confirm ${await ask(SAM)} as SLBI`)
    const asked = await bot.tell(`link confirm ${await ask(ALEX)} as SLBI`)
    expect(read(asked)).toContain('Sam Example no longer holds SLBI from today and no longer answers for')
    expect(await speaks(SAM)).toBe(true)
    await bot.say('4')
    expect([await speaks(SAM), await speaks(ALEX)]).toEqual([true, true])
  })

  test('unlinked and linked again, the same person speaks', async () => {
    await bot.say(`link confirm ${await ask(SAM)} as SLBI`)
    await bot.say(`unlink SLBI ${platform}`)
    expect(await speaks(SAM)).toBe(false)
    await bot.say(`link confirm ${await ask(SAM)}`)
    expect(await speaks(SAM)).toBe(true)
    expect(
      await bot.db.selectFrom('people').select('id').where('name', '=', 'Sam Example').execute(),
    ).toHaveLength(1)
  })

  test('unlinked, with another account next: it takes the place of the first', async () => {
    await bot.say(`link confirm ${await ask(SAM)} as SLBI`)
    await bot.say(`link confirm ${await ask(account('U9', 'Sam Example'))}`)
    expect(await bot.say('yes')).toContain('Linked: they speak as Sam Example')
    expect(await speaks(account('U9'))).toBe(true)
    expect(await speaks(SAM)).toBe(false)
  })

  test('handing over and returning: each speaks while they hold it', async () => {
    await bot.say(`link confirm ${await ask(SAM)} as SLBI`)
    await bot.say('assign SLBI new Alex Other taking over')
    await bot.say(`link confirm ${await ask(ALEX)} as SLBI`)
    expect([await speaks(SAM), await speaks(ALEX)]).toEqual([false, true])
    bot.later({ days: 2 })
    await bot.say('assign SLBI Sam Example')
    expect([await speaks(SAM), await speaks(ALEX)]).toEqual([true, false])
  })

  test('whoever held nothing and asks again for a post is the same person', async () => {
    await bot.say(`link confirm ${await ask(SAM)} as SLBI`)
    await bot.say('assign SLBI new Alex Other taking over')
    await bot.say(`unlink sam-example`)
    const asked = await bot.tell(`link confirm ${await ask(SAM, 'P16SM')} as P16SM`)
    expect(read(asked)).toContain('Is it the same person?')
    expect(await bot.say('yes')).toContain('they speak as Sam Example (P16SM)')
  })

  test('whose account told no name is called by the post until the coordinator gives a name', async () => {
    await bot.say(`link confirm ${await ask(account('U1'))} as SLBI`)
    await bot.say('assign SLBI new Sam Example')
    expect(await bot.say('yes')).toContain('SLBI is Sam Example from now on')
    expect(await speaks(account('U1'))).toBe(true)
    expect(await bot.say(`unlink SLBI`)).toContain('Unlinked: Sam Example')
  })

  test.each([
    ['the chair of the improvement board', 'chair:improvement-board'],
    ['Improvement Board chair', 'chair:improvement-board'],
    ['deputy chair of the improvement board', 'deputy:improvement-board'],
    ['vice-chair of the operational group', 'deputy:operational-group'],
    ['a member of the improvement board', 'member:improvement-board'],
    ['coordinator', 'coordinator'],
  ])('“%s” asks for that office', async (words, code) => {
    await bot.say(`link confirm ${await ask(SAM, words)}`)
    expect(await bot.say('role me', { from: SAM })).toContain(code)
  })

  test('members do not take a seat from each other', async () => {
    await bot.say(`link confirm ${await ask(SAM, 'member of the improvement board')}`)
    await bot.say(`link confirm ${await ask(ALEX, 'member of the improvement board')}`)
    for (const from of [SAM, ALEX]) expect((await bot.tell('overdue', { from })).ok).toBe(true)
  })

  test('two accounts that turn out to be one person’s speak for the same person', async () => {
    await bot.say(`link confirm ${await ask(SAM)} as SLBI`)
    await bot.say('assign P16SM new Samuel Example')
    await bot.say(`link confirm ${await ask(account('U5', 'Samuel Example'), 'P16SM')}`)
    expect(await bot.say('people same sam-example samuel-example')).toContain(
      'Samuel Example (samuel-example) is Sam Example (sam-example) from now on',
    )
    const roles = [SAM, account('U5')].map(async (from) => await bot.say('role me', { from }))
    for (const text of await Promise.all(roles))
      expect(text).toMatch(/You are Sam Example, and hold .*SLBI.*P16SM|P16SM.*SLBI/)
  })
})

test('whoever is in Slack and in Teams is one person, by post, by name and by e-mail', async () => {
  const slack = {
    platform: 'slack',
    tenant: 'T1',
    userId: 'U1',
    conversation: 'D1',
    profile: { name: 'Sam Example', email: 'sam@example.org' },
  }
  await bot.say('link me as SLBI', { from: slack })
  await bot.say('link confirm 1')
  const others = [
    ['SLBI', { name: 'Sam Example', email: null }],
    ['sam@example.org', { name: 'Example, Sam (CS)', email: 'sam@example.org' }],
    ['Sam Example', { name: 'Sam Example', email: null }],
    ['P16SM', { name: 'Example, Sam (CS)', email: 'sam@example.org' }],
  ] as const
  for (const [index, [as, profile]] of others.entries()) {
    const from = { ...slack, platform: 'teams', userId: `aad-${index}`, profile }
    await bot.say(`link me as ${as}`, { from })
    const reply = await bot.tell(`link confirm ${index + 2}`)
    if (!reply.ok) await bot.say(index === 0 ? 'yes' : as === 'P16SM' ? 'yes' : '2')
  }
  const accounts = (await listIdentities(bot.db)).filter(({ platform }) => platform !== 'terminal')
  expect(new Set(accounts.map(({ personId }) => personId)).size).toBe(1)
})

describe('whoever goes', () => {
  const SAM = { platform: 'slack', tenant: 'T1', userId: 'U1', conversation: 'D1', isPrivate: true } as const
  beforeEach(async () => {
    await bot.say('assign SLBI new Sam Example')
    await bot.say('link me as SLBI', { from: SAM })
    await bot.say('link confirm 1')
  })

  test('leaves a vacant post, and the coordinator sees in one message what hangs on it', async () => {
    await bot.say('revise A5(h) to 26 February 2021 because of the audit', { from: SAM })
    await bot.say('yes', { from: SAM })
    const text = await bot.say('vacant SLBI')
    expect(text).toContain('Recorded: nobody holds SLBI from Tuesday 24 November 2020.')
    expect(text).toMatch(/Answers for.*A5\(h\)/)
    expect(text).toMatch(/Asked for by them.*R1/)
    expect(text).toMatch(/Meanwhile.*nobody is asked until somebody is named/)
    expect(await bot.say('owner A5(h)')).toContain('SLBI: nobody named yet')
    expect((await bot.tell('mine', { from: SAM })).error?.code).toBe('refused')
  })

  test.each([
    ['SLBI is vacant', 'vacant SLBI'],
    ['SLBI is vacant from Friday', 'vacant SLBI from 2020-11-27'],
    ['nobody holds SLBI any more', 'vacant SLBI'],
    ['Sam Example has left', 'leaver Sam Example'],
    ['Sam Example is leaving on Friday', 'leaver Sam Example from 2020-11-27'],
    ['Sam Example has left the council', 'leaver Sam Example'],
  ])('is said in words: “%s”', async (words) => {
    const asked = await bot.tell(words)
    expect(asked).toMatchObject({ ok: false, waits: true })
    expect(await bot.tell('yes')).toMatchObject({ ok: true })
    bot.later(new Date('2020-11-27T09:00:00Z'))
    expect(await bot.say('role SLBI')).toContain('nobody named yet')
  })

  test('from a day on, is asked until then', async () => {
    await bot.say('vacant SLBI from 1 December 2020')
    expect((await bot.tell('mine', { from: SAM })).ok).toBe(true)
    bot.later(new Date('2020-12-01T09:00:00Z'))
    expect((await bot.tell('mine', { from: SAM })).ok).toBe(false)
  })

  test('leaves all their posts, and those who share one stay', async () => {
    await bot.say('assign P16SM Sam Example')
    await bot.say('assign SLBI new Alex Other jointly')
    const text = await bot.say('leaver sam-example')
    expect(text).toContain('Sam Example no longer holds')
    expect(text).toMatch(/Meanwhile.*Alex Other answers for it and is asked/)
    expect(await bot.say('role SLBI')).toContain('held by Alex Other')
    expect(await bot.say('role P16SM')).toContain('nobody named yet')
  })

  test('may come back: the account that they had speaks for them again', async () => {
    await bot.say('leaver sam-example')
    bot.later({ days: 7 })
    await bot.say('assign SLBI Sam Example')
    expect((await bot.tell('confirm A5(h)', { from: SAM })).ok).toBe(true)
  })

  test('is followed by whoever acts up, who answers and may act for longer than a stand-in', async () => {
    await bot.say('assign DCO new Dina Other')
    await bot.say('vacant SLBI')
    await bot.say('DCO is acting for SLBI until 31 March 2021')
    await bot.say('yes')
    await bot.say('yes')
    expect(await bot.say('role SLBI')).toContain('Dina Other, standing in until 31 Mar 2021')
    expect((await bot.tell('confirm A5(h)', { as: 'dina-other' })).ok).toBe(true)
  })

  test('for a while, is stood in for, and those who hold the post jointly are still asked', async () => {
    const link = async (userId: string, code: string) => {
      await bot.say('link me as somebody', { from: { ...SAM, userId } })
      const [request] = await bot.db
        .selectFrom('linkRequests')
        .select('number')
        .where('userId', '=', userId)
        .execute()
      await bot.say(`link confirm ${request?.number} as ${code}`)
    }
    await bot.say('assign SLBI new Alex Other jointly')
    await bot.say('assign SLSP new Stan Dinn')
    await link('U2', 'alex-other')
    await link('U3', 'stan-dinn')
    await bot.say('delegate SLBI stan-dinn until 18 December 2020')
    const asked = async () => {
      const model = await loadPlan(bot.db)
      const recipients = await readRecipients(bot.db, model, { now: bot.now(), platforms: ['slack'] })
      const people = model.roles
        .filter(({ code }) => code === 'SLBI')
        .flatMap((role) => recipientsFor(recipients, role).people)
      return recipients.contacts.filter(({ personId }) => people.includes(personId)).map(({ name }) => name)
    }
    expect(await asked()).toEqual(['Sam Example', 'Alex Other'])
    await bot.say('quiet sam-example until 18 December 2020')
    expect(await asked()).toEqual(['Alex Other', 'Stan Dinn'])
    await bot.say('vacant SLBI')
    expect(await asked()).toEqual(['Stan Dinn'])
  })
})

describe('what waits for somebody', () => {
  const SAM = { platform: 'slack', tenant: 'T1', conversation: 'D1', isPrivate: true } as const
  const account = (userId: string, name: string) => ({ ...SAM, userId, profile: { name, email: null } })
  const facts = async (line: string) => bot.say(line)

  /** Sam, who holds two roles, was asked something and has not answered. */
  async function askSam(): Promise<void> {
    await bot.say('assign SLBI new Sam Example')
    await bot.say('assign P16SM Sam Example')
    expect((await bot.tell('update A5(h)', { as: 'sam-example' })).waits).toBe(true)
  }

  test('a question to somebody who keeps another role does not lapse, and is not told as lapsing', async () => {
    await askSam()
    expect(await facts('vacant SLBI')).not.toContain('Open questions')
  })

  test('questions about a vacant role’s items go to whoever leads what they are part of, or else to the coordinator', async () => {
    const library = await createTestApp({ plan: TINY })
    try {
      await library.say('assign OUTREACH new Olive Example')
      await library.say('assign HEAD new Hana Example')
      expect(await library.say('vacant OUTREACH')).toContain('Questions go to: HEAD (Hana Example)')
      expect(await library.say('vacant HEAD')).toContain('Questions go to: you, until somebody is named')
    } finally {
      await library.close()
    }
  })

  test('a question to somebody who leaves all their roles is told once, as one that lapses', async () => {
    await askSam()
    const text = await facts('leaver sam-example')
    expect(text.match(/Open questions: 1, which lapse/g)).toHaveLength(1)
  })

  test('an action arising is theirs under a name that was put right', async () => {
    await bot.say('assign SLBI new Sam Exampel')
    await bot.say('action add board Sam Exampel by 18 December 2020 send the figures')
    await bot.say('people name sam-exampel Sam Example')
    expect(await bot.say('actions')).toMatch(/send the figures.*Sam Example/)
    expect((await bot.tell('action done 1 sent to all', { as: 'sam-exampel' })).ok).toBe(true)
  })

  test('an action arising of somebody who is somebody else is that person’s', async () => {
    await bot.say('assign SLBI new Sam Example')
    await bot.say('assign P16SM new Samuel Example')
    await bot.say('action add board Samuel Example by 18 December 2020 send the figures')
    await bot.say('people same sam-example samuel-example')
    expect((await bot.tell('action done 1 sent to all', { as: 'sam-example' })).ok).toBe(true)
  })

  test('a role that is somebody’s name until they are named keeps its actions', async () => {
    await bot.say('action add board SLBI by 18 December 2020 send the figures')
    await bot.say('assign SLBI new Sam Example')
    expect(await bot.say('actions')).toMatch(/send the figures.*SLBI/)
  })

  test('messages that are planned reach somebody under the row that stays, those for both as one', async () => {
    const slack = createFarEnd(bot, 'slack')
    await bot.say('assign SLBI new Sam Example')
    await bot.say('assign SLBI new Samuel Example jointly')
    await bot.tell('link me as SLBI', { from: account('U1', 'Sam Example') })
    await bot.say('link confirm 1 as sam-example')
    await slack.tickAt('2020-11-24T12:00:00Z')
    await bot.say('assign P16SM Samuel Example')
    await bot.say('action add board SLBI by 18 December 2020 bring the figures')
    await bot.say('action add board P16SM by 18 December 2020 bring the draft')
    await bot.say('people same sam-example samuel-example')
    await slack.tickAt('2020-11-24T12:10:00Z')
    const told = slack.arrived.filter(({ to }) => to === 'U1').map(({ message }) => JSON.stringify(message))
    expect(told.filter((text) => text.includes('bring the figures')).length).toBe(1)
    expect(told.filter((text) => text.includes('bring the draft')).length).toBe(1)
    expect(told.filter((text) => text.includes('You hold P16SM from')).length).toBe(1)
  })
})
