import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyHoldings } from '../../data/audit/holdings.ts'
import { findMailProof, forgetMailAddresses, listMailAddresses } from '../../data/mail-addresses.ts'
import { saveIdentity } from '../../data/people.ts'
import { readOrganisationTrail } from '../../data/trail.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

const SAM = 'sam@example.org'

let bot: TestApp
beforeEach(async () => {
  bot = await createTestApp()
  await bot.say('assign SLBI new Sam Example')
})
afterEach(() => bot.close())

/** What is to be sent, by the account that it is for. */
async function planned() {
  const rows = await bot.db
    .selectFrom('deliveries')
    .select(['platform', 'userId', 'personId', 'payload', 'state', 'key'])
    .where('kind', '=', 'notice')
    .execute()
  return rows.map((row) => ({ ...row, text: row.payload }))
}

async function proof() {
  const { id } = await bot.db
    .selectFrom('people')
    .select('id')
    .where('name', '=', 'Sam Example')
    .executeTakeFirstOrThrow()
  return findMailProof(bot.db, id)
}

async function proved(address = SAM) {
  await bot.say(`mail SLBI ${address}`)
  return bot.say(`mail SLBI proved ${(await proof())?.number}`)
}

describe('an address for e-mail', () => {
  test('gets a test message and nothing else until its number is said back', async () => {
    const answer = await bot.say(`mail SLBI ${SAM}`)
    const { number } = (await proof()) ?? {}
    expect(answer).toContain('A test message goes to that address')
    expect(answer).not.toContain(String(number))
    const [message, ...others] = (await planned()).filter(({ platform }) => platform === 'mail')
    expect(message?.text).toContain(String(number))
    expect(others).toEqual([])
    expect(await bot.say('people')).not.toContain(SAM)
    expect(await bot.say(`mail SLBI proved ${number}`)).toContain('Proved: Sam Example can be told by e-mail')
    expect(await bot.say('people')).toContain(`e-mail (${SAM})`)
  })

  test.each([
    `send SLBI's digest by e-mail to ${SAM}`,
    `send Sam Example the digest by e-mail to ${SAM}`,
    `send Sam Example reminders by email to ${SAM}`,
    `email Sam Example the digest at ${SAM}`,
    `mail Sam Example <${SAM}>`,
  ])('can be said in words: %s', async (line) => {
    const answer = await bot.say(line)
    if (!(await proof())) await bot.say('yes')
    expect({ answer, account: (await proof())?.account }).toMatchObject({
      account: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
  })

  test.each(['sam@', 'sam@localhost', 'a@b@example.org', 'sam@example.org,eve@example.org'])(
    'that is none is refused: %s',
    async (address) => {
      const { ok } = await bot.tell(`mail SLBI ${address}`)
      expect({ ok, proof: await proof() }).toEqual({ ok: false, proof: undefined })
    },
  )

  test('is not proved by another number, and after five the message counts no more', async () => {
    await bot.say(`mail SLBI ${SAM}`)
    const { number = 0 } = (await proof()) ?? {}
    for (let left = 4; left > 0; left -= 1)
      expect(await bot.say(`mail SLBI proved ${number === 123_456 ? 123_457 : 123_456}`)).toContain(
        `${left} tr`,
      )
    expect(await bot.say('mail SLBI proved 123456')).toContain('the last try')
    expect((await bot.tell(`mail SLBI proved ${number}`)).error?.code).toBe('conflict')
    expect(await bot.say('people')).not.toContain('e-mail')
  })

  test('is proved within seven days', async () => {
    await bot.say(`mail SLBI ${SAM}`)
    const { number } = (await proof()) ?? {}
    bot.later({ days: 7 })
    expect((await bot.tell(`mail SLBI proved ${number}`)).error?.code).toBe('conflict')
  })

  test('is told to the person there, and on the other accounts that they have', async () => {
    const { id } = await bot.db
      .selectFrom('people')
      .select('id')
      .where('name', '=', 'Sam Example')
      .executeTakeFirstOrThrow()
    const account = { personId: id, platform: 'slack', tenant: 'T1', userId: 'U1' }
    await bot.db
      .transaction()
      .execute((trx) => saveIdentity(trx, 1, { ...account, confirmedAt: bot.now().toISOString() }))
    await proved()
    const told = (await planned()).filter(({ text }) => text.includes('confirmed'))
    expect(told.map(({ platform }) => platform).sort()).toEqual(['mail', 'slack'])
  })

  test('is one person’s, and a person has one', async () => {
    await proved()
    await bot.say('assign SLSP new Alex Other')
    expect(await bot.say(`mail SLSP ${SAM.toUpperCase()}`)).toContain(
      'Sam Example is told at that address already',
    )
    await proved('sam@example.com')
    // Tested for two, it is the one's whose number was said back first.
    await bot.say('mail SLSP both@example.org')
    const { id: alex } = await bot.db
      .selectFrom('people')
      .select('id')
      .where('name', '=', 'Alex Other')
      .executeTakeFirstOrThrow()
    await proved('both@example.org')
    const { number } = (await findMailProof(bot.db, alex)) ?? {}
    expect((await bot.tell(`mail SLSP proved ${number}`)).error?.code).toBe('conflict')
    await proved('sam@example.com')
    const rows = await bot.db.selectFrom('identities').select('id').where('platform', '=', 'mail').execute()
    expect(rows).toHaveLength(1)
    expect(await bot.say('people')).toContain('sam@example.com')
  })

  test('is set, proved and ended by the coordinator alone', async () => {
    for (const line of [`mail SLBI ${SAM}`, 'mail SLBI proved 123456', 'mail SLBI off'])
      expect((await bot.tell(line, { as: 'SLSESEND' })).error?.code).toBe('refused')
    expect(await proof()).toBeUndefined()
  })

  test('is shown to the coordinator in private, and never in a channel', async () => {
    await proved()
    expect(await bot.say('people', { from: { isPrivate: false } })).not.toContain(SAM)
    expect(await bot.say('people', { as: 'SLSESEND' })).not.toContain(SAM)
  })

  test('is not in the trail, which can forget nothing, and the trail agrees with who is told', async () => {
    await proved()
    await bot.say('mail SLBI off')
    await proved('sam@example.com')
    const trail = JSON.stringify(await readOrganisationTrail(bot.db))
    expect(trail).toContain('mail:smtp:')
    expect(trail).not.toMatch(/sam@example/i)
    expect(await verifyHoldings(bot.db)).toEqual([])
  })

  test('is forgotten when it is ended, once the last word was sent there', async () => {
    await proved()
    expect(await bot.say('mail SLBI off')).toContain('told by e-mail no more')
    expect(await bot.say('people')).not.toContain('e-mail')
    const last = (await planned()).filter(({ text }) => text.includes('nothing more is sent there'))
    expect(last.map(({ platform }) => platform)).toEqual(['mail'])
    const forget = () => forgetMailAddresses(bot.db, bot.now())
    await forget()
    expect([...(await listMailAddresses(bot.db)).values()]).toEqual([SAM])
    await bot.db.updateTable('deliveries').set({ state: 'sent' }).where('platform', '=', 'mail').execute()
    await forget()
    expect([...(await listMailAddresses(bot.db)).values()]).toEqual([])
  })

  test('that was never proved is forgotten after a week', async () => {
    await bot.say(`mail SLBI ${SAM}`)
    await bot.db.updateTable('deliveries').set({ state: 'sent' }).where('platform', '=', 'mail').execute()
    await forgetMailAddresses(bot.db, bot.now())
    expect((await listMailAddresses(bot.db)).size).toBe(1)
    bot.later({ days: 8 })
    await forgetMailAddresses(bot.db, new Date(bot.now().getTime() - 7 * 86_400_000))
    expect({ addresses: (await listMailAddresses(bot.db)).size, proof: await proof() }).toEqual({
      addresses: 0,
      proof: undefined,
    })
  })

  test('speaks for nobody: it does not stand for the account of the last coordinator', async () => {
    const slack = { platform: 'slack', tenant: 'T1', userId: 'U1' }
    await bot.say('assign coordinator new Kim Lead')
    const { id } = await bot.db
      .selectFrom('people')
      .select('id')
      .where('name', '=', 'Kim Lead')
      .executeTakeFirstOrThrow()
    await bot.db
      .transaction()
      .execute((trx) =>
        saveIdentity(trx, 1, { personId: id, ...slack, confirmedAt: bot.now().toISOString() }),
      )
    const kim = { from: slack }
    await bot.say('mail kim-lead kim@example.org', kim)
    const { number } = (await findMailProof(bot.db, id)) ?? {}
    expect(await bot.say(`mail kim-lead proved ${number}`, kim)).toContain('Proved')
    expect(await bot.say('unlink kim-lead slack', kim)).toContain('leave nobody who can coordinate')
  })
})

describe('somebody with a chat account', () => {
  test.each([
    'tell me by e-mail',
    'tell me in email',
    'by e-mail please',
    'please send it to me by e-mail',
    'send me my reminders by e-mail',
  ])('chooses e-mail by saying so: %s', async (line) => {
    await proved()
    const sam = { as: 'sam-example' }
    const answer = await bot.say(line, sam)
    if (!answer.includes('Recorded')) await bot.say('yes', sam)
    const { prefers } = await bot.db
      .selectFrom('people')
      .select('prefers')
      .where('name', '=', 'Sam Example')
      .executeTakeFirstOrThrow()
    expect({ answer, prefers }).toMatchObject({ prefers: 'mail' })
  })

  test('is told what to do while no address of theirs is confirmed', async () => {
    expect(await bot.say('tell me by e-mail', { as: 'sam-example' })).toContain('Ask the coordinator')
  })
})
