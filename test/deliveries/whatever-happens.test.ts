import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { beginsAt, listMeetings, type Meeting } from '../../data/meetings.ts'
import { loadPlan } from '../../data/plans.ts'
import { addDays, dayIn } from '../../src/domain/day.ts'
import { longDay } from '../../src/domain/format.ts'
import { stepsOf } from '../../src/domain/meeting-clock.ts'
import { createTestApp, FIRST_MORNING, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd, type Mood } from '../support/far-end.ts'

const HOUR = 3_600_000
const MOODS: readonly Mood[] = ['well', 'takes it, answer lost', 'loses it, answer lost', 'later', 'refuses']
const BODIES = ['OG', 'Improvement Board'] as const

type Event =
  | { readonly kind: 'pass'; readonly hours: number; readonly minutes: number }
  | { readonly kind: 'back'; readonly hours: number }
  | { readonly kind: 'mood'; readonly mood: Mood; readonly of: number }
  | { readonly kind: 'move'; readonly body: string; readonly days: number; readonly twice: boolean }
  | { readonly kind: 'say'; readonly body: string; readonly line: string }
  | { readonly kind: 'room'; readonly body: string; readonly room: string; readonly verb: 'bind' | 'unbind' }

const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: eventOf('pass', { hours: fc.integer({ min: 0, max: 200 }), minutes: fc.nat(59) }),
    },
    { weight: 1, arbitrary: eventOf('back', { hours: fc.integer({ min: 1, max: 60 }) }) },
    {
      weight: 3,
      arbitrary: eventOf('mood', { mood: fc.constantFrom(...MOODS), of: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 3,
      arbitrary: eventOf('move', {
        body: fc.constantFrom(...BODIES),
        days: fc.integer({ min: -6, max: 20 }),
        twice: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: eventOf('say', {
        body: fc.constantFrom(...BODIES),
        line: fc.constantFrom('meeting cancel', 'digest hold', 'digest send', 'meeting add'),
      }),
    },
    {
      weight: 2,
      arbitrary: eventOf('room', {
        body: fc.constantFrom(...BODIES),
        room: fc.constantFrom('room-1', 'room-2', 'room-3'),
        verb: fc.constantFrom<'bind' | 'unbind'>('bind', 'bind', 'unbind'),
      }),
    },
  ),
  { minLength: 4, maxLength: 24 },
)

function eventOf<Kind extends Event['kind']>(
  kind: Kind,
  more: { [Name in keyof Omit<Extract<Event, { kind: Kind }>, 'kind'>]: fc.Arbitrary<unknown> },
): fc.Arbitrary<Event> {
  return fc.record({ kind: fc.constant(kind), ...more }) as unknown as fc.Arbitrary<Event>
}

/** What holds at every instant is checked when a message arrives; what holds at the end, by `end`. */
async function lived(it: TestApp, happened: readonly Event[]): Promise<void> {
  const model = await loadPlan(it.db)
  const { timeZone } = model.plan
  const farEnd = createFarEnd(it)
  const rows = () => listDeliveries(it.db, model.plan.id)
  const meetings = () => listMeetings(it.db, model.plan.id)
  const byHand = new Set<number>()
  let last = it.now()
  watch(farEnd, async (key) => {
    const row = (await rows()).find((each) => each.key === key)
    const meeting = (await meetings()).find(({ id }) => id === row?.meetingId)
    const body = model.bodies.find(({ id }) => id === meeting?.bodyId)
    if (!row || !meeting || !body || row.underKey !== null) return
    expect(meeting.state, `${key} went out for a meeting that is cancelled`).not.toBe('cancelled')
    if (row.kind !== 'digest') return
    expect(beginsAt(meeting, timeZone) > it.now(), `${key} after its meeting began`).toBe(true)
    const { digest } = stepsOf(meeting, body, model.plan)
    expect(byHand.has(meeting.id) || digest <= it.now(), `${key} before its time`).toBe(true)
  })
  await farEnd.tickAt(it.now())
  for (const event of happened) {
    switch (event.kind) {
      case 'pass':
        last = new Date(it.now().getTime() + event.hours * HOUR + event.minutes * 60_000)
        await farEnd.tickAt(last)
        break
      case 'back':
        await farEnd.tickAt(new Date(it.now().getTime() - event.hours * HOUR))
        break
      case 'mood': {
        let left = event.of
        farEnd.mood = () => (left-- > 0 ? event.mood : 'well')
        break
      }
      case 'move': {
        const next = await nextOf(event.body)
        if (!next) break
        await it.say(`meeting move ${event.body} to ${longDay(addDays(next.day, event.days))}`)
        if (event.twice) await it.say(`meeting move ${event.body} to ${longDay(addDays(next.day, 3))}`)
        break
      }
      case 'say': {
        const next = await nextOf(event.body)
        if (event.line === 'digest send' && next) byHand.add(next.id)
        const gone = (await meetings()).find(({ state }) => state === 'cancelled')
        const on = event.line === 'meeting add' && gone ? ` on ${longDay(gone.scheduledOn)}` : ''
        if (event.line !== 'meeting add' || on !== '') await it.say(`${event.line} ${event.body}${on}`)
        break
      }
      case 'room':
        await it.say(`${event.verb} ${event.body}`, {
          conversation: event.room,
          from: { isPrivate: false, conversationName: event.room },
        })
        break
    }
  }
  farEnd.mood = () => 'well'
  for (let minutes = 0; minutes < 5; minutes += 1)
    await farEnd.tickAt(new Date(it.now().getTime() + 60_000 * minutes))
  await end(farEnd, it)

  async function nextOf(name: string): Promise<Meeting | undefined> {
    const body = model.bodies.find((each) => [each.name, ...each.aliases].includes(name))
    return (await meetings()).find(
      (each) => each.bodyId === body?.id && each.state !== 'cancelled' && beginsAt(each, timeZone) > it.now(),
    )
  }
}

function watch(farEnd: FarEnd, arrives: (key: string) => Promise<void>): void {
  const { send } = farEnd.sender
  Object.assign(farEnd.sender, {
    send: async (sending: Parameters<typeof send>[0]) => {
      const before = farEnd.arrived.length
      const sent = await send(sending)
      if (farEnd.arrived.length > before) await arrives(sending.key)
      return sent
    },
  })
}

async function end(farEnd: FarEnd, it: TestApp): Promise<void> {
  const { plan } = await loadPlan(it.db)
  const sent = farEnd.arrived.filter(({ isEdit }) => !isEdit).map(({ key }) => key)
  expect(
    sent.filter((key, index) => sent.indexOf(key) !== index),
    'arrived twice',
  ).toEqual([])
  const all = await listDeliveries(it.db, plan.id)
  for (const meeting of await listMeetings(it.db, plan.id, { from: dayIn(plan.timeZone, FIRST_MORNING) })) {
    const heads = all.filter(
      ({ kind, meetingId, underKey }) => kind === 'digest' && meetingId === meeting.id && underKey === null,
    )
    const isHeld = meeting.state !== 'cancelled' && beginsAt(meeting, plan.timeZone) <= it.now()
    if (isHeld) {
      expect(
        heads.filter(({ state }) => ['sent', 'missed', 'failed', 'held'].includes(state)),
        `nothing came of the digest for ${meeting.day}`,
      ).not.toEqual([])
    }
    if (beginsAt(meeting, plan.timeZone) <= it.now()) continue
    for (const { key } of heads.filter(({ state }) => state === 'sent')) {
      const shown = farEnd.arrived.filter(
        (one) => one.key === key || (one.isEdit && one.key.startsWith(`amend:${key}:`)),
      )
      const latest = shown.at(-1)
      const text = JSON.stringify(latest?.isEdit ? latest.message.blocks[0] : latest?.message)
      const names = meeting.state === 'cancelled' ? 'Cancelled' : longDay(meeting.day)
      expect(text, `${key} is stale`).toContain(names)
    }
  }
  for (const { key } of all.filter(({ state }) => state === 'missed' || state === 'failed')) {
    const alerts = all.filter((each) => each.key.startsWith(`alert:${key}:`))
    if (!key.startsWith('alert:')) expect(alerts, `nobody heard of ${key}`).not.toEqual([])
  }
}

test('whatever happens: nothing twice, nothing early, nothing stale, nothing silently missing', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (happened) => {
      const it = await createTestApp()
      try {
        await lived(it, happened)
      } finally {
        await it.close()
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 20), endOnFailure: process.env.RUNS !== undefined },
  )
}, 120_000)
