import Holidays from 'date-holidays'
import { expect, test } from 'vitest'
import { listDeliveries, nextDue } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { verifyTrail } from '../../data/trail.ts'
import { addDays, instantOf, weekday } from '../../src/domain/day.ts'
import { createTestApp, planFrom, SAMPLE } from '../support/app.ts'
import { createFarEnd } from '../support/far-end.ts'

const ZONE = 'Europe/London'

/** When the service is down; it starts again at the end of each outage. */
const OUTAGES = [
  ['2021-01-24T20:00:00Z', '2021-01-29T10:00:00Z'],
  ['2021-02-24T08:00:00Z', '2021-03-04T15:00:00Z'],
] as const

/** What people say during the year. */
const SAID: readonly (readonly [at: string, line: string, as: string])[] = [
  [
    '2021-03-08T10:00:00Z',
    'meeting move improvement board from 30 March 2021 to 13 April 2021',
    'coordinator',
  ],
  ['2021-05-10T10:00:00Z', 'meeting cancel operational group on 3 June 2021', 'coordinator'],
  ['2021-07-01T09:58:00Z', 'assign SLSPPEP new Pat Example', 'coordinator'],
  ['2021-07-01T09:59:00Z', 'assign SLBI new Sam Example', 'coordinator'],
  ['2021-07-01T10:00:00Z', 'delegate SLSPPEP SLBI until 31 August 2021', 'pat-example'],
  ['2021-07-01T10:01:00Z', 'quiet until 31 August 2021', 'pat-example'],
]

const CADENCE_CHANGES = '2021-08-02T10:00:00Z'

const holidays = new Holidays('GB', 'ENG')

/** The sixth working day before a day, computed with another library’s holidays. */
function dueBefore(day: string): string {
  let found = day
  for (let left = 6; left > 0; ) {
    found = addDays(found, -1)
    const isHoliday = (holidays.isHoliday(new Date(`${found}T12:00:00Z`)) || []).some(
      ({ type }) => type === 'public',
    )
    if (weekday(found) % 6 !== 0 && !isHoliday) left -= 1
  }
  return instantOf(found, '09:00', ZONE).toISOString()
}

test('a year of two boards: each digest once, on its day, or late and labelled; none early, none silently missing', {
  timeout: 240_000,
}, async () => {
  const bot = await createTestApp()
  const farEnd = createFarEnd(bot)
  const end = new Date('2021-12-01T00:00:00Z')
  const said = [...SAID]
  let isRecadenced = false
  await farEnd.tickAt(bot.now())
  while (bot.now() < end) {
    const due = (await nextDue(bot.db)) ?? end
    const spoken = new Date(said[0]?.[0] ?? end)
    const tomorrow = new Date(bot.now().getTime() + 86_400_000)
    const next = [end, due, spoken, ...(isRecadenced ? [] : [new Date(CADENCE_CHANGES)])]
      .filter((time) => time > bot.now())
      .reduce((one, other) => (one < other ? one : other))
    const at = next < tomorrow ? next : tomorrow
    const outage = OUTAGES.find(([from, to]) => at >= new Date(from) && at < new Date(to))
    if (outage) {
      await farEnd.tickAt(outage[1])
      continue
    }
    // A moment before its time nothing is sent, nor on a day on which nothing is due.
    const before = farEnd.arrived.length
    const isIdle = at < next
    await farEnd.tickAt(isIdle ? at : new Date(at.getTime() - 1))
    expect(farEnd.arrived.slice(before).map(({ key }) => key)).toEqual([])
    if (isIdle) continue
    bot.later(at)
    if (said[0] && at.getTime() === spoken.getTime()) {
      const [, line, as] = said[0]
      said.shift()
      expect({ line, error: (await bot.tell(line, { as })).error }).toEqual({ line, error: null })
    }
    if (at.toISOString() === new Date(CADENCE_CHANGES).toISOString()) {
      isRecadenced = true
      const plan = planFrom(SAMPLE)
      const bodies = plan.bodies.map((body) =>
        body.code === 'improvement-board'
          ? {
              ...body,
              cadence: [
                ...body.cadence,
                { every: 6, unit: 'weeks' as const, from: '2021-09-14', time: '17:30' },
              ],
            }
          : body,
      )
      await importPlan(bot.db, { ...plan, bodies }, { now: at, today: '2021-08-02' })
    }
    await farEnd.tickAt(at)
  }

  const heads = farEnd.arrived.filter(({ key, isEdit }) => /^digest:.*:1$/.test(key) && !isEdit)
  const told = heads.map(({ key, at, message }) => {
    const [, body = '', scheduledOn = ''] = key.split(':')
    const isLate = JSON.stringify(message.blocks).includes('Late: this was due on')
    return `${body === 'improvement-board' ? 'IB' : 'OG'} ${scheduledOn} ${at.toISOString().slice(0, 16)}${isLate ? ' late' : ''}`
  })
  expect(told).toMatchInlineSnapshot(`
    [
      "OG 2020-12-03 2020-11-25T09:00",
      "IB 2020-12-08 2020-11-30T09:00",
      "IB 2021-01-05 2020-12-23T09:00",
      "OG 2021-01-07 2020-12-29T09:00",
      "IB 2021-02-02 2021-01-29T10:00 late",
      "OG 2021-02-04 2021-01-29T10:00 late",
      "IB 2021-03-02 2021-02-22T09:00",
      "OG 2021-04-01 2021-03-24T09:00",
      "IB 2021-03-30 2021-04-01T08:00",
      "IB 2021-04-27 2021-04-19T08:00",
      "OG 2021-05-06 2021-04-27T08:00",
      "IB 2021-05-25 2021-05-17T08:00",
      "IB 2021-06-22 2021-06-14T08:00",
      "OG 2021-07-01 2021-06-23T08:00",
      "IB 2021-07-20 2021-07-12T08:00",
      "OG 2021-08-05 2021-07-28T08:00",
      "IB 2021-08-17 2021-08-09T08:00",
      "OG 2021-09-02 2021-08-24T08:00",
      "IB 2021-09-14 2021-09-06T08:00",
      "OG 2021-10-07 2021-09-29T08:00",
      "IB 2021-10-26 2021-10-18T08:00",
      "OG 2021-11-04 2021-10-27T08:00",
      "OG 2021-12-02 2021-11-24T09:00",
      "IB 2021-12-07 2021-11-29T09:00",
    ]
  `)

  // Each is computed independently, in local time across both clock changes, Easter and Christmas.
  for (const { subject, dueAt } of (await listDeliveries(bot.db, 1)).filter(
    ({ key, state }) => /^digest:.*:1$/.test(key) && state === 'sent',
  )) {
    expect(dueAt).toBe(dueBefore(subject.meetingDay ?? ''))
  }
  const keys = farEnd.arrived.filter(({ isEdit }) => !isEdit).map(({ key }) => key)
  expect(keys.length).toBe(new Set(keys).size)
  expect(keys.some((key) => key.includes('operational-group:2021-06-03'))).toBe(false)

  // The coordinator is told once what the second outage cost.
  const missed = farEnd.arrived.filter(({ key }) => key.startsWith('alert:'))
  expect(missed.map(({ message }) => message.summary)).toMatchInlineSnapshot(`
    [
      "Missed: the digest for the SEND Operational Group of Thursday 4 March 2021, due on 24 Feb 2021, 9am, was not sent in time. Nothing is sent any more.",
    ]
  `)

  // One round of asking serves both boards; the stand-in is asked for somebody who is away.
  const rounds = keys.filter((key) => /^collect:[^:]+:[^:]+:\d+$/.test(key))
  expect(new Set(rounds.map((key) => key.split(':').slice(1, 3).join(' ')))).toMatchInlineSnapshot(`
    Set {
      "improvement-board 2021-01-05",
      "improvement-board 2021-02-02",
      "improvement-board 2021-03-02",
      "operational-group 2021-04-01",
      "improvement-board 2021-04-27",
      "improvement-board 2021-05-25",
      "improvement-board 2021-06-22",
      "improvement-board 2021-07-20",
      "operational-group 2021-08-05",
      "operational-group 2021-09-02",
      "operational-group 2021-10-07",
      "improvement-board 2021-10-26",
      "operational-group 2021-12-02",
    }
  `)
  const away = farEnd.arrived.filter(
    ({ key, to, at }) =>
      /^(collect|chase):/.test(key) &&
      ['SLSPPEP', 'pat-example'].includes(to ?? '') &&
      at > new Date('2021-07-01T11:00:00Z') &&
      at < new Date('2021-09-01'),
  )
  expect(away).toEqual([])
  const asked = (who: string, key: RegExp) =>
    farEnd.arrived.some((one) => one.to === who && key.test(one.key))
  expect(asked('SLSPPEP', /^collect:improvement-board:2021-06-22/)).toBe(true)
  expect(asked('sam-example', /^collect:operational-group:2021-08-05/)).toBe(true)

  const states = new Set(
    (await listDeliveries(bot.db, 1))
      .filter(({ dueAt }) => dueAt < end.toISOString())
      .map(({ state }) => state),
  )
  expect([...states].sort()).toEqual(['missed', 'sent', 'withdrawn'])
  expect((await verifyTrail(bot.db)).broken).toBeNull()
  await bot.close()
})
