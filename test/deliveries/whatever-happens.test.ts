import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { beginsAt, listMeetings, type Meeting } from '../../data/meetings.ts'
import { loadPlan } from '../../data/plans.ts'
import { addDays, dayIn } from '../../src/domain/day.ts'
import { longDay } from '../../src/domain/format.ts'
import { stepsOf } from '../../src/domain/meeting-clock.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { createFarEnd, type FarEnd, type Mood } from '../support/far-end.ts'

const HOUR = 3_600_000
const MOODS: readonly Mood[] = ['well', 'takes it, answer lost', 'loses it, answer lost', 'later', 'refuses']
/** The first day of the demo; before a coronation; before an Easter on which the clocks change. */
const STARTS = ['2020-11-24T09:00:00Z', '2023-04-12T09:00:00Z', '2027-03-09T09:00:00Z'] as const
const ZONES = ['Europe/London', 'America/New_York', 'Pacific/Auckland'] as const
const BODIES = ['OG', 'Improvement Board'] as const

type Event =
  | { readonly kind: 'pass'; readonly hours: number; readonly minutes: number }
  | { readonly kind: 'back'; readonly hours: number }
  | { readonly kind: 'lie'; readonly of: number; readonly edits: boolean }
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
    { weight: 1, arbitrary: eventOf('lie', { of: fc.integer({ min: 1, max: 2 }), edits: fc.boolean() }) },
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

/** Lives through the events. Every arriving message is checked at once, and the record at the end by `end`. */
async function lived(bot: TestApp, happened: readonly Event[]): Promise<void> {
  const model = await loadPlan(bot.db)
  const { timeZone } = model.plan
  const farEnd = createFarEnd(bot)
  const rows = () => listDeliveries(bot.db, model.plan.id)
  const meetings = () => listMeetings(bot.db, model.plan.id)
  const byHand = new Set<number>()
  const start = bot.now()
  const lies = lyingAt(farEnd)
  let furthest = start
  watch(farEnd, async (key) => {
    const row = (await rows()).find((each) => each.key === key)
    const meeting = (await meetings()).find(({ id }) => id === row?.meetingId)
    const body = model.bodies.find(({ id }) => id === meeting?.bodyId)
    if (!row || !meeting || !body || row.underKey !== null) return
    expect(meeting.state, `${key} went out for a meeting that is cancelled`).not.toBe('cancelled')
    if (row.kind !== 'digest') return
    expect(beginsAt(meeting, timeZone) > bot.now(), `${key} after its meeting began`).toBe(true)
    const { digest } = stepsOf(meeting, body, model.plan)
    expect(byHand.has(meeting.id) || digest <= bot.now(), `${key} before its time`).toBe(true)
  })
  await farEnd.tickAt(bot.now())
  for (const event of happened) {
    if (bot.now() > furthest) furthest = bot.now()
    switch (event.kind) {
      case 'pass':
        await farEnd.tickAt(new Date(bot.now().getTime() + event.hours * HOUR + event.minutes * 60_000))
        break
      case 'lie':
        lies[event.edits ? 'edits' : 'looks'] = event.of
        break
      case 'back':
        await farEnd.tickAt(new Date(bot.now().getTime() - event.hours * HOUR))
        break
      case 'mood': {
        let left = event.of
        farEnd.mood = () => (left-- > 0 ? event.mood : 'well')
        break
      }
      case 'move': {
        const next = await nextOf(event.body)
        if (!next) break
        await bot.say(`meeting move ${event.body} to ${longDay(addDays(next.day, event.days))}`)
        if (event.twice) await bot.say(`meeting move ${event.body} to ${longDay(addDays(next.day, 3))}`)
        break
      }
      case 'say': {
        const next = await nextOf(event.body)
        if (event.line === 'digest send' && next) byHand.add(next.id)
        const gone = (await meetings()).find(({ state }) => state === 'cancelled')
        const on = event.line === 'meeting add' && gone ? ` on ${longDay(gone.scheduledOn)}` : ''
        if (event.line !== 'meeting add' || on !== '') await bot.say(`${event.line} ${event.body}${on}`)
        break
      }
      case 'room':
        await bot.say(`${event.verb} ${event.body}`, {
          conversation: event.room,
          from: { isPrivate: false, conversationName: event.room },
        })
        break
    }
  }
  farEnd.mood = () => 'well'
  // A clock that was set back gets to where it had been.
  if (bot.now() < furthest) bot.later(furthest)
  for (let minutes = 0; minutes < 5; minutes += 1)
    await farEnd.tickAt(new Date(bot.now().getTime() + 60_000 * minutes))
  await end(farEnd, bot, { start, mayBeStale: lies.told > 0 })

  async function nextOf(name: string): Promise<Meeting | undefined> {
    const body = model.bodies.find((each) => [each.name, ...each.aliases].includes(name))
    return (await meetings()).find(
      (each) =>
        each.bodyId === body?.id && each.state !== 'cancelled' && beginsAt(each, timeZone) > bot.now(),
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

/** Lets the far end claim that a message is there although it is not, or refuse to edit one. */
function lyingAt({ sender }: FarEnd): { looks: number; edits: number; told: number } {
  const lies = { looks: 0, edits: 0, told: 0 }
  const { find, edit } = sender
  Object.assign(sender, {
    find: async (sought: Parameters<typeof find>[0]) => {
      if (lies.looks-- <= 0) return find(sought)
      lies.told += 1
      return { state: 'found', messageId: sought.key }
    },
    edit: async (editing: Parameters<typeof edit>[0]) => {
      if (lies.edits-- <= 0) return edit(editing)
      lies.told += 1
      return { state: 'refused', reason: 'it is too old' }
    },
  })
  return lies
}

async function end(
  farEnd: FarEnd,
  bot: TestApp,
  { start, mayBeStale }: { start: Date; mayBeStale: boolean },
): Promise<void> {
  const { plan } = await loadPlan(bot.db)
  const sent = farEnd.arrived.filter(({ isEdit }) => !isEdit).map(({ key }) => key)
  expect(
    sent.filter((key, index) => sent.indexOf(key) !== index),
    'arrived twice',
  ).toEqual([])
  const all = await listDeliveries(bot.db, plan.id)
  for (const meeting of await listMeetings(bot.db, plan.id, { from: dayIn(plan.timeZone, start) })) {
    const heads = all.filter(
      ({ kind, meetingId, underKey }) => kind === 'digest' && meetingId === meeting.id && underKey === null,
    )
    const isHeld = meeting.state !== 'cancelled' && beginsAt(meeting, plan.timeZone) <= bot.now()
    if (isHeld) {
      expect(
        heads.filter(({ state }) => ['sent', 'missed', 'failed', 'held'].includes(state)),
        `nothing came of the digest for ${meeting.day}`,
      ).not.toEqual([])
    }
    const told = heads.filter(({ state }) => state === 'sent')
    const places = told.map(({ channel, subject }) => `${channel} ${subject.meetingDay}`)
    expect(new Set(places).size, `told twice of ${meeting.day}: ${places}`).toBe(places.length)
    if (mayBeStale || beginsAt(meeting, plan.timeZone) <= bot.now()) continue
    for (const { key } of told) {
      const shown = farEnd.arrived.filter(
        (one) => one.key === key || (one.isEdit && one.key.startsWith(`amend:${key}:`)),
      )
      const latest = shown.at(-1)
      const text = JSON.stringify(latest?.isEdit ? latest.message.blocks[0] : latest?.message)
      const names = meeting.state === 'cancelled' ? 'Cancelled' : longDay(meeting.day)
      expect(text, `${key} is stale`).toContain(names)
    }
  }
  for (const { key, state, outcome } of all) {
    const isKnown = key.startsWith('alert:') || outcome?.startsWith('held by ')
    if (isKnown || (state !== 'missed' && state !== 'failed')) continue
    const alerts = all.filter((each) => each.key.startsWith(`alert:${key}:`))
    expect(alerts, `nobody heard of ${key}`).not.toEqual([])
  }
}

test('whatever happens: nothing twice, nothing early, nothing stale, nothing silently missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...STARTS),
      fc.constantFrom(...ZONES),
      events,
      async (start, zone, happened) => {
        const bot = await createTestApp({ now: new Date(start) })
        try {
          const { settings } = await bot.db
            .selectFrom('planVersions')
            .select('settings')
            .executeTakeFirstOrThrow()
          await bot.db
            .updateTable('planVersions')
            .set({ settings: settings.replace(ZONES[0], zone) })
            .execute()
          await lived(bot, happened)
        } finally {
          await bot.close()
        }
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 8), endOnFailure: process.env.RUNS !== undefined },
  )
}, 120_000)
