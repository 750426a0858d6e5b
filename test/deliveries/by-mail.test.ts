import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { saveIdentity } from '../../data/people.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd } from '../support/far-end.ts'
import { type ByMail, createByMail, htmlOf, subjectOf, textOf } from '../support/mail/by-mail.ts'
import { leaves } from '../support/mail/mime.ts'

const SAM = 'sam@example.org'
/** When the digest for the board of 8 December is due. */
const DIGEST = '2020-11-30T09:00:00Z'

let bot: TestApp
let farEnd: FarEnd
let mail: ByMail
beforeEach(async () => {
  bot = await createTestApp()
  farEnd = createFarEnd(bot, 'slack')
  mail = await createByMail(bot, [farEnd.sender])
  await inSlack('coordinator', 'Kim Lead', 'U0KIM')
  await inSlack('SLSPPEP', 'Alex Other', 'U0ALEX')
  await bot.say('bind board', { from: { ...KIM, conversation: 'C0BOARD', isPrivate: false } })
})
afterEach(async () => {
  await mail.close()
  await bot.close()
})

async function days(from: number, to: number): Promise<void> {
  for (let day = from; day <= to; day += 1)
    await mail.tickAt(`2020-12-${String(day).padStart(2, '0')}T18:00:00Z`)
}

const KIM = { platform: 'slack', tenant: 'T1', userId: 'U0KIM' }

/** Names somebody for a post who is told in Slack. */
async function inSlack(post: string, name: string, userId: string): Promise<void> {
  await bot.say(`assign ${post} new ${name}`)
  const { id } = await bot.db
    .selectFrom('people')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  const account = {
    personId: id,
    platform: 'slack',
    tenant: 'T1',
    userId,
    confirmedAt: bot.now().toISOString(),
  }
  await bot.db.transaction().execute((trx) => saveIdentity(trx, 1, account))
}

/** The digests and reminders that Sam got. */
function digests() {
  return mail
    .arrived(SAM)
    .filter(({ mail: { headers } }) => headers['content-type']?.startsWith('multipart/mixed'))
}
function reminders() {
  return mail
    .arrived(SAM)
    .filter((each) => /need a word before|Your update is asked for in 2 plans/.test(subjectOf(each)))
}

async function deliveriesTo(kind: string) {
  return (await listDeliveries(bot.db, 1)).filter(
    (each) => each.kind === kind && each.platform === 'mail' && each.personId !== null,
  )
}

describe('somebody who is told by e-mail', () => {
  beforeEach(async () => {
    await mail.prove('SLSESEND', 'Sam Example', SAM)
    await mail.tickAt('2020-11-24T10:00:00Z')
  })

  test('gets a test message with a number, and a word when it was said back', async () => {
    const [testMessage, welcome, post, ...others] = mail.arrived(SAM)
    expect(testMessage && textOf(testMessage)).toMatch(/tell them this number, in person or by phone: \d{6}/)
    expect(welcome && subjectOf(welcome)).toMatch(/^You are told of the .* by e-mail from now on\.$/)
    expect(post && subjectOf(post)).toBe('You hold SLSESEND from Tuesday 24 November 2020.')
    expect(post && textOf(post)).not.toContain('Type')
    expect(others).toEqual([])
  })

  test('gets a digest in one message, with all its pages, its picture and its paper', async () => {
    await mail.tickAt(DIGEST)
    const [digest, ...others] = digests()
    expect(others).toEqual([])
    if (!digest) throw new Error('no digest')
    const parts = leaves(digest.mail)
    const picture = parts.find(({ headers }) => headers['content-type']?.startsWith('image/png'))
    expect(picture?.body.subarray(1, 4).toString()).toBe('PNG')
    expect(htmlOf(digest)).toContain(`src="cid:${picture?.headers['content-id']?.slice(1, -1)}"`)
    const paper = parts.find(({ headers }) => headers['content-disposition']?.includes('.docx'))
    expect(Object.keys(unzipSync(paper?.body ?? Buffer.from('')))).toContain('word/document.xml')
    const pages = farEnd.arrived.filter(({ key }) => key.startsWith('digest:improvement-board:2020-12-08:'))
    expect(pages.length).toBeGreaterThan(3)
    for (const { message } of pages)
      for (const block of message.blocks)
        if (block.kind === 'heading') expect(textOf(digest)).toContain(block.text)
    expect(subjectOf(digest)).toBe('SEND Improvement Board, 8 Dec 2020: 13 of 30 unfinished overdue')
  })

  test('gets one reminder ahead of a meeting, while others are asked twice', async () => {
    await bot.say('assign SLSPPEP new Alex Other')
    await days(9, 31)
    expect(reminders()).toHaveLength(1)
    const calls = farEnd.arrived.filter(({ to, key }) => to === 'U0ALEX' && /^(collect|chase):/.test(key))
    expect(calls.map(({ key }) => key.split(':')[0])).toEqual(['collect', 'chase'])
    const [text = ''] = reminders().map(textOf)
    expect(text).toContain('Tell Kim Lead how each stands')
    expect(text).not.toMatch(/Update C2|No change|Or say it in a line/)
    const copies = farEnd.arrived
      .filter(({ key }) => key.includes(':copy:'))
      .map(({ message }) => JSON.stringify(message))
    expect(copies.join()).toContain('Reminded once by e-mail, and not asked again: Sam Example.')
  })

  test('gets no digest of a body in which they have no part', async () => {
    await days(1, 1)
    expect(farEnd.arrived.map(({ key }) => key).join()).toContain('digest:operational-group:2020-12-03')
    expect(digests()).toHaveLength(1)
  })

  test('who is away gets neither', async () => {
    await bot.say('quiet sam-example until 31 Dec 2020', { from: KIM })
    await days(1, 31)
    expect([...digests(), ...reminders()].map(subjectOf)).toEqual([])
  })

  test('whose address is ended gets nothing more', async () => {
    await bot.say('mail sam-example off', { from: KIM })
    await mail.tickAt('2020-11-24T10:01:00Z')
    expect(mail.arrived(SAM).map(subjectOf).at(-1)).toContain('nothing more is sent there')
    const { length } = mail.arrived(SAM)
    await days(1, 9)
    expect(mail.arrived(SAM)).toHaveLength(length)
  })

  test('gets nothing while the digest is held, and has it once it is sent', async () => {
    await bot.say('digest hold board', { from: KIM })
    await days(1, 7)
    expect(digests()).toEqual([])
    await bot.say('digest send board', { from: KIM })
    await mail.tickAt('2020-12-08T09:00:00Z')
    expect(digests()).toHaveLength(1)
    expect(digests().map(textOf).join()).toContain('Late: this was due on')
  })

  test('is told in an e-mail of its own when the meeting moves, as what was sent cannot be edited', async () => {
    await mail.tickAt(DIGEST)
    const [digest] = digests()
    const { length } = mail.arrived(SAM)
    await bot.say('meeting move board to 15 Dec 2020', { from: KIM })
    await mail.tickAt('2020-11-30T09:05:00Z')
    const [told, ...others] = mail.arrived(SAM).slice(length)
    expect(told && subjectOf(told)).toMatch(
      /^Moved: the SEND Improvement Board meets on Tuesday 15 December 2020/,
    )
    expect(told?.mail.headers['in-reply-to']).toBe(digest?.mail.headers['message-id'])
    expect(others).toEqual([])
  })

  test('is never sent a number that identifies a child', async () => {
    const number = '943 476 5919'
    await bot.db
      .updateTable('updates')
      .set({ note: `seen with ${number}` })
      .where('note', 'is not', null)
      .execute()
    await mail.tickAt('2020-11-27T13:00:00Z')
    await mail.tickAt(DIGEST)
    expect(digests()).toEqual([])
    expect(mail.arrived(SAM).map(textOf).join()).not.toContain(number)
    expect((await deliveriesTo('digest')).map(({ state, outcome }) => [state, outcome])).toEqual([
      ['held', expect.stringContaining('child’s NHS number')],
    ])
  })
})

describe('a digest whose answer was lost', () => {
  beforeEach(async () => {
    await mail.prove('SLSESEND', 'Sam Example', SAM)
    await mail.tickAt('2020-11-29T08:00:00Z')
    mail.stub.mood = 'takes it, then cuts'
    await mail.tickAt(DIGEST)
    mail.stub.mood = 'takes it'
    await mail.tickAt('2020-11-30T09:05:00Z')
  })

  test('is held, never sent again by itself, and told to the coordinator', async () => {
    await days(1, 7)
    expect(digests()).toHaveLength(1)
    const [digest] = await deliveriesTo('digest')
    expect(digest).toMatchObject({
      state: 'held',
      tries: 1,
      outcome: expect.stringContaining('nobody can look'),
    })
    const alerts = farEnd.arrived.filter(({ message: { summary } }) => summary.startsWith('Held: '))
    expect(alerts.map(({ to, message: { summary } }) => `${to} ${summary}`)).toEqual([
      'U0KIM Held: the digest by e-mail for the SEND Improvement Board of Tuesday 8 December 2020: its answer was lost, and nobody can look whether it arrived. Is it there?',
    ])
  })

  test('goes out again with the same Message-ID when the coordinator says so', async () => {
    const [digest] = await deliveriesTo('digest')
    await bot.say(`deliveries send ${digest?.number}`, { from: KIM })
    await mail.tickAt('2020-11-30T09:06:00Z')
    const ids = digests().map(({ mail: { headers } }) => headers['message-id'])
    expect({ many: ids.length, different: new Set(ids).size }).toEqual({ many: 2, different: 1 })
    expect((await deliveriesTo('digest')).map(({ state }) => state)).toEqual(['sent'])
  })
})

describe('a mail server that does not take a message', () => {
  beforeEach(() => mail.prove('SLSESEND', 'Sam Example', SAM))

  test('now, and takes it later, gets it once', async () => {
    mail.stub.mood = { at: 'recipient', code: 451, status: '4.7.1' }
    await mail.tickAt('2020-11-24T10:00:00Z')
    expect(mail.arrived(SAM)).toEqual([])
    mail.stub.mood = 'takes it'
    for (const minute of ['03', '06', '09']) await mail.tickAt(`2020-11-24T10:${minute}:00Z`)
    expect(mail.arrived(SAM)).toHaveLength(3)
  })

  test('at all, makes it failed, and the coordinator is told why without the address', async () => {
    mail.stub.mood = { at: 'recipient', code: 550, status: '5.1.1' }
    await mail.tickAt('2020-11-24T10:00:00Z')
    await mail.tickAt('2020-11-24T10:01:00Z')
    const told = farEnd.arrived.map(({ message }) => JSON.stringify(message)).join()
    expect(told).toContain('takes nothing for this address (550 5.1.1)')
    expect(told).not.toContain(SAM)
  })
})

describe('several plans before one board', () => {
  test('are in one reminder, and the digest of the second refers to that of the first', async () => {
    const second = { ...planFrom(SAMPLE), code: 'second-plan', title: 'The second plan', short: 'second' }
    await importPlan(bot.db, second, { now: bot.now(), today: '2020-11-24' })
    await mail.prove('SLSESEND', 'Sam Example', SAM)
    await mail.tickAt('2020-11-24T10:00:00Z')
    await days(1, 31)
    expect(reminders()).toHaveLength(1)
    expect(reminders().map(textOf).join()).toContain('The second plan.')
    const [first, next] = digests().map(({ mail: { headers } }) => headers)
    expect(next?.['in-reply-to']).toBe(first?.['message-id'])
  })
})
