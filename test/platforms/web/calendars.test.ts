import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeCalendarAddress } from '../../../data/calendar-addresses.ts'
import { startWeb, type WebTest } from '../../support/web/web.ts'

let web: WebTest

beforeEach(async () => {
  web = await startWeb()
})
afterEach(() => web.close())

async function addressFor(as: string): Promise<string> {
  const { message } = await web.tell('calendar', as)
  const [, path] = JSON.stringify(message).match(/(\/calendar\/[\w-]{22}\.ics)/) ?? []
  if (path === undefined) throw new Error(`no address: ${message.summary}`)
  return path
}

interface Event {
  readonly [name: string]: string
}

async function eventsAt(path: string): Promise<readonly Event[]> {
  const { status, html, headers } = await web.stranger().get(path)
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/calendar; charset=utf-8')
  expect(headers['cache-control']).toBe('private, no-store')
  return eventsIn(html)
}

function eventsIn(file: string): readonly Event[] {
  const lines = file.replace(/\r\n[ \t]/g, '').split('\r\n')
  const events: Record<string, string>[] = []
  for (const line of lines) {
    const [, name = '', value = ''] = line.match(/^([A-Z-]+)[^:]*:(.*)$/) ?? []
    if (line === 'BEGIN:VEVENT') events.push({})
    const event = events.at(-1)
    if (event) event[name] = value
  }
  return events
}

describe('a calendar’s address', () => {
  test('gives the meetings that the chat lists, to a program without a session', async () => {
    const events = await eventsAt(await addressFor('SLSESEND'))
    const ahead = events.filter(({ DTSTART = '' }) => DTSTART >= '20201124' && DTSTART < '20210325')
    const { message } = await web.tell('meetings', 'SLSESEND')
    const [table] = message.blocks.filter(({ kind }) => kind === 'table')
    expect(table).toMatchObject({ rows: expect.objectContaining({ length: ahead.length }) })
    expect(ahead.map(({ DTSTART, SUMMARY }) => `${DTSTART} ${SUMMARY}`)).toContain(
      '20201208T173000Z SEND Improvement Board',
    )
    expect(ahead[0]?.URL).toMatch(`${web.url}/meetings/`)
    expect(new Set(events.map(({ UID }) => UID)).size).toBe(events.length)
  })

  test('tells nothing of items, people, ratings or the plan’s name', async () => {
    const { html } = await web.stranger().get(await addressFor('coordinator'))
    expect(html).not.toMatch(/C2|amber|overdue|SLSESEND|Written Statement/i)
  })

  test('is one for each person: a new one ends the one before, and calendar off ends it', async () => {
    const [first, other] = [await addressFor('SLSESEND'), await addressFor('ADPH')]
    const second = await addressFor('SLSESEND')
    const statuses = async () =>
      Promise.all([first, second, other].map(async (path) => (await web.stranger().get(path)).status))
    expect(await statuses()).toEqual([404, 200, 200])
    await web.tell('calendar off', 'SLSESEND')
    expect(await statuses()).toEqual([404, 404, 200])
    expect((await web.tell('calendar off', 'SLSESEND')).message.summary).toContain(
      'You have no calendar address',
    )
  })

  test.each([
    ['unlinked', 'unlink P16SM'],
    ['that of somebody who leaves', 'leaver Ada Lovelace'],
  ])('ends when the account is %s', async (_, line) => {
    await web.bot.say('assign P16SM new Ada Lovelace')
    const { id } = await web.bot.db
      .selectFrom('people')
      .select('id')
      .where('name', '=', 'Ada Lovelace')
      .executeTakeFirstOrThrow()
    const account = { platform: 'slack', tenant: 'T1', userId: 'U1' }
    const confirmedAt = web.bot.now().toISOString()
    await web.bot.db
      .insertInto('identities')
      .values({ planId: 1, personId: id, ...account, confirmedAt })
      .execute()
    const { token } = await web.bot.db
      .transaction()
      .execute((trx) => makeCalendarAddress(trx, { personId: id, ...account, now: web.bot.now() }))
    expect(await eventsAt(`/calendar/${token}.ics`)).not.toEqual([])
    await web.bot.say(line)
    expect((await web.stranger().get(`/calendar/${token}.ics`)).status).toBe(404)
  })

  test('shows nothing to whoever holds no post any more', async () => {
    const path = await addressFor('ADPH')
    await web.bot.db.deleteFrom('identities').where('userId', '=', 'ADPH').execute()
    expect((await web.stranger().get(path)).status).toBe(404)
  })

  test('keeps the name of a meeting that moves or is cancelled, and its number grows', async () => {
    const path = await addressFor('SLSESEND')
    const board = async () =>
      (await eventsAt(path))
        .filter(({ SUMMARY, DTSTART = '' }) => SUMMARY === 'SEND Improvement Board' && DTSTART > '202012')
        .slice(0, 3)
    const before = await board()
    await web.bot.say('meeting move board from 8 December to 15 December')
    await web.bot.say('meeting cancel board on 5 January 2021')
    const after = await board()
    expect(after.map(({ UID }) => UID)).toEqual(before.map(({ UID }) => UID))
    expect(Number(after[0]?.SEQUENCE)).toBe(Number(before[0]?.SEQUENCE) + 2)
    expect(after.map(({ DTSTART, STATUS }) => `${DTSTART} ${STATUS}`)).toContain('20201215T173000Z CONFIRMED')
    expect(after.map(({ STATUS }) => STATUS)).toContain('CANCELLED')
  })

  test('is given in the person’s own conversation alone, and to nobody who is unknown', async () => {
    const inChannel = await web.bot.tell('calendar', { as: 'SLSESEND', from: { isPrivate: false } })
    expect(JSON.stringify(inChannel.message)).not.toContain('/calendar/')
    expect(JSON.stringify((await web.tell('calendar', 'stranger')).message)).not.toContain('/calendar/')
    expect(await web.bot.db.selectFrom('calendarAddresses').selectAll().execute()).toEqual([])
  })

  test('is kept as a hash', async () => {
    const path = await addressFor('SLSESEND')
    const rows = await web.bot.db.selectFrom('calendarAddresses').selectAll().execute()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(path.slice('/calendar/'.length, -'.ics'.length))
  })

  test('that is nobody’s is not there, and only so many are tried in a minute', async () => {
    const stranger = web.stranger()
    for (const path of [
      'x.ics',
      `${'A'.repeat(22)}.ics`,
      'A'.repeat(22),
      '%2e%2e%2fetc.ics',
      `${'A'.repeat(22)}.ics?x=`,
    ]) {
      expect((await stranger.get(`/calendar/${path}`)).status).toBe(404)
    }
    const known = await addressFor('SLSESEND')
    for (let time = 0; time < 15; time += 1) await stranger.get(`/calendar/${'B'.repeat(22)}.ics`)
    expect((await stranger.get(`/calendar/${'B'.repeat(22)}.ics`)).status).toBe(429)
    expect((await stranger.get(known)).status).toBe(200)
    expect((await stranger.post(known, {})).status).toBe(404)
  })
})

describe('a meeting’s page', () => {
  test('has a link that adds that meeting to a calendar, under the same name as the address gives it', async () => {
    const browser = await web.signedIn('SLSESEND')
    const page = '/meetings/improvement-board/2020-12-08'
    const [, path = ''] = (await browser.get(page)).html.match(/<a href="([^"]+)">Add to calendar<\/a>/) ?? []
    const { status, html, headers } = await browser.get(path.replaceAll('&amp;', '&'))
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'text/calendar; charset=utf-8',
    })
    const events = eventsIn(html)
    expect(events.map(({ DTSTART, SUMMARY }) => `${DTSTART} ${SUMMARY}`)).toEqual([
      '20201208T173000Z SEND Improvement Board',
    ])
    const all = await eventsAt(await addressFor('SLSESEND'))
    expect(all.map(({ UID }) => UID)).toContain(events[0]?.UID)
  })

  test('gives it to nobody else, and for no meeting that is not there', async () => {
    const path = '/meetings/improvement-board/2020-12-08/meeting.ics'
    expect((await web.stranger().get(path)).headers.location).toBe('/sign-in')
    const browser = await web.signedIn('SLSESEND')
    for (const other of [
      '/meetings/improvement-board/2020-12-09/meeting.ics',
      '/meetings/x/2020-12-08/meeting.ics',
    ])
      expect((await browser.get(other)).status).toBe(404)
  })
})
