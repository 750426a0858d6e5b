import Holidays from 'date-holidays'
import { expect, test } from 'vitest'
import { listDeliveries, nextDue } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import.ts'
import { verifyTrail } from '../../data/trail.ts'
import { addDays, instantOf, weekday } from '../../src/domain/day.ts'
import { createTestApp, planFrom, SAMPLE } from '../support/app.ts'
import { createFarEnd } from '../support/far-end.ts'

const ZONE = 'Europe/London'

/** While it is down nothing ticks; it comes up again at the end. */
const OUTAGES = [
  ['2021-01-24T20:00:00Z', '2021-01-29T10:00:00Z'],
  ['2021-02-24T08:00:00Z', '2021-03-04T15:00:00Z'],
] as const

/** What people say on the way. */
const SAID: readonly (readonly [at: string, line: string, as: string])[] = [
  [
    '2021-03-08T10:00:00Z',
    'meeting move improvement board from 30 March 2021 to 13 April 2021',
    'coordinator',
  ],
  ['2021-05-10T10:00:00Z', 'meeting cancel operational group on 3 June 2021', 'coordinator'],
  ['2021-07-01T10:00:00Z', 'delegate SLSPPEP SLBI until 31 August 2021', 'SLSPPEP'],
  ['2021-07-01T10:01:00Z', 'quiet until 31 August 2021', 'SLSPPEP'],
]

const CADENCE_CHANGES = '2021-08-02T10:00:00Z'

const holidays = new Holidays('GB', 'ENG')

/** Counted once more with another library’s holidays. */
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
  const it = await createTestApp()
  const farEnd = createFarEnd(it)
  const end = new Date('2021-12-01T00:00:00Z')
  const said = [...SAID]
  let isRecadenced = false
  await farEnd.tickAt(it.now())
  while (it.now() < end) {
    const due = (await nextDue(it.db)) ?? end
    const spoken = new Date(said[0]?.[0] ?? end)
    const tomorrow = new Date(it.now().getTime() + 86_400_000)
    const at = [due, spoken, tomorrow, ...(isRecadenced ? [] : [new Date(CADENCE_CHANGES)])]
      .filter((time) => time > it.now())
      .reduce((one, other) => (one < other ? one : other))
    const outage = OUTAGES.find(([from, to]) => at >= new Date(from) && at < new Date(to))
    if (outage) {
      await farEnd.tickAt(outage[1])
      continue
    }
    // A moment before its time nothing is sent.
    const before = farEnd.arrived.length
    await farEnd.tickAt(new Date(at.getTime() - 1))
    expect(farEnd.arrived.slice(before).map(({ key }) => key)).toEqual([])
    it.later(at)
    if (at.getTime() === spoken.getTime()) {
      const [, line = '', as = ''] = said.shift() ?? []
      expect(await it.tell(line, { as })).toMatchObject({ ok: true })
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
      await importPlan(it.db, { ...plan, bodies }, { now: at, today: '2021-08-02' })
    }
    await farEnd.tickAt(at)
  }

  const heads = farEnd.arrived.filter(({ key, isEdit }) => /^digest:.*:1$/.test(key) && !isEdit)
  const told = heads.map(({ key, at, message }) => {
    const [, body = '', scheduledOn = ''] = key.split(':')
    const isLate = JSON.stringify(message.blocks).includes('Late: this was due on')
    return `${body === 'improvement-board' ? 'IB' : 'OG'} ${scheduledOn} ${at.toISOString().slice(0, 16)}${isLate ? ' late' : ''}`
  })
  expect(told).toMatchInlineSnapshot()

  // Each by a count of our own, in local time across both changes of the clocks, Easter and Christmas.
  for (const { subject, dueAt } of (await listDeliveries(it.db, 1)).filter(
    ({ key, state }) => /^digest:.*:1$/.test(key) && state === 'sent',
  )) {
    expect(dueAt).toBe(dueBefore(subject.meetingDay ?? ''))
  }
  const keys = farEnd.arrived.filter(({ isEdit }) => !isEdit).map(({ key }) => key)
  expect(keys.length).toBe(new Set(keys).size)
  expect(keys.some((key) => key.includes('operational-group:2021-06-03'))).toBe(false)

  // What the second outage cost is said once, to the coordinator.
  const missed = farEnd.arrived.filter(({ key }) => key.startsWith('alert:'))
  expect(missed.map(({ message }) => message.summary)).toMatchInlineSnapshot()

  // One round of asking serves both boards; who is away is asked of their stand-in.
  const rounds = keys.filter((key) => /^collect:[^:]+:[^:]+:\d+$/.test(key))
  expect(new Set(rounds.map((key) => key.split(':').slice(1, 3).join(' ')))).toMatchInlineSnapshot()
  const away = farEnd.arrived.filter(
    ({ key, to, at }) =>
      /^(collect|chase):/.test(key) &&
      to === 'SLSPPEP' &&
      at > new Date('2021-07-01T11:00:00Z') &&
      at < new Date('2021-09-01'),
  )
  expect(away).toEqual([])

  const states = new Set(
    (await listDeliveries(it.db, 1))
      .filter(({ dueAt }) => dueAt < end.toISOString())
      .map(({ state }) => state),
  )
  expect([...states].sort()).toEqual(['missed', 'sent', 'withdrawn'])
  expect((await verifyTrail(it.db)).broken).toBeNull()
  await it.close()
})
