import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { type Database, openDatabase } from '../../data/database.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import { importPlan } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import { tick } from '../../src/deliveries/tick.ts'
import { loadCommands } from '../../src/discover.ts'
import { dayIn } from '../../src/domain/day.ts'
import { stepsOf } from '../../src/domain/meeting-clock.ts'
import { freezeEdition } from '../../src/editions/freeze.ts'
import { heldOrComing } from '../../src/editions/sittings.ts'
import type { Sender } from '../../src/platform.ts'
import { planFrom, SAMPLE } from '../support/app.ts'
import { inTurns, milliseconds, printTable } from './measure.ts'

const NOW = new Date('2020-11-24T09:00:00Z')
const PLANNED = 10_000
const DUE = 200
const ANSWER_MS = 100
/** As many at once as a tick sends. */
const SIDE_BY_SIDE = 50

/** What the clock costs: a minute in which nothing is due, many messages at once, and an edition. */
export async function measureDeliveries(folder: string): Promise<void> {
  const path = `${folder}/deliveries.sqlite`
  const db = await openDatabase(`sqlite:${path}`, { create: true })
  const file = planFrom(SAMPLE)
  await importPlan(db, file, { now: NOW, today: dayIn(file.timeZone, NOW) })
  const freezing = await measuredFreezing(db)
  const delivering = {
    db,
    senders: [answering(ANSWER_MS)],
    commands: await loadCommands(),
    log: pino({ level: 'silent' }),
    leaseNow: () => new Date(),
  }
  await tick(delivering, NOW)
  await planned(db, PLANNED, '2021-11-24T09:00:00.000Z')
  const { idle } = await inTurns({ idle: () => tick(delivering, NOW) }, { rounds: 5, samples: 20 })
  await planned(db, DUE, NOW.toISOString())
  const many = await milliseconds(() => tick(delivering, NOW))
  await db.destroy()
  rmSync(path)
  printTable(
    'The clock: deliveries of the sample plan',
    ['what', 'ms'],
    [
      [`a tick with nothing due, ${PLANNED.toLocaleString('en-GB')} planned`, idle],
      [`${DUE} due at once, each answered in ${ANSWER_MS} ms, ${SIDE_BY_SIDE} at once`, many],
      ['… of it waiting for answers', Math.ceil(DUE / SIDE_BY_SIDE) * ANSWER_MS],
      ['an edition stored at the cut-off', freezing],
    ],
  )
}

async function measuredFreezing(db: Database): Promise<number> {
  const model = await loadPlan(db)
  const [body] = model.bodies
  if (!body) throw new Error('no body')
  const meeting = (await heldOrComing(db, model, body, dayIn(model.plan.timeZone, NOW)))[0]
  if (!meeting) throw new Error('no meeting')
  const now = stepsOf(meeting, body, model.plan).cutOff
  const { freezing } = await inTurns(
    {
      freezing: async () => {
        await db.deleteFrom('editions').execute()
        return milliseconds(() => freezeEdition(db, model, { body, meeting, now }))
      },
    },
    { rounds: 3, samples: 3 },
  )
  return freezing
}

/** Messages to one channel each, so that no channel's pace limits them. */
async function planned(db: Database, number: number, dueAt: string): Promise<void> {
  const payload = JSON.stringify({ summary: 'News.', blocks: [{ kind: 'paragraph', text: 'News.' }] })
  await db.transaction().execute(async (trx) => {
    for (let each = 0; each < number; each += 1) {
      const place = { platform: 'terminal', tenant: 'local', channel: `channel-${each}` }
      await saveDelivery(trx, 1, { ...place, key: `bench:${dueAt}:${each}`, kind: 'notice', dueAt, payload })
    }
  })
}

function answering(ms: number): Sender {
  return {
    name: 'terminal',
    send: async ({ mayPost, key }) => {
      if (!(await mayPost())) return { state: 'later', seconds: null }
      await new Promise((answered) => setTimeout(answered, ms))
      return { state: 'sent', messageId: key }
    },
    edit: async ({ messageId }) => ({ state: 'sent', messageId }),
    find: async () => ({ state: 'cannot-look' }),
  }
}
