import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { type Database, isStorageFailure } from '../data/database.ts'
import {
  claimDelivery,
  countPlanned,
  type Delivery,
  dueDeliveries,
  settleDelivery,
} from '../data/deliveries.ts'
import { listPeople } from '../data/people.ts'
import { listPlans, loadPlan, type PlanModel } from '../data/plans.ts'
import { freezeDue } from './editions/freeze.ts'
import { faultOf } from './log.ts'
import type { Message } from './message.ts'
import type { Sender } from './platform.ts'
import { keepCalendar } from './situation.ts'

/** What a tick came to. */
export interface Ticked {
  /** Still to be sent. */
  readonly planned: number
  readonly sent: number
  readonly held: number
  readonly failed: number
}

interface Options {
  readonly db: Database
  /** The platforms that are open. */
  readonly senders: readonly Sender[]
  readonly log: Logger
  /** The machine's own clock: leases never follow the demo's. */
  readonly leaseNow: () => Date
}

/** How long a claim on a delivery holds. */
const LEASE_MS = 120_000

/** Stores the editions and sends the deliveries that are due at `now`, each once; one that fails stops no other. */
export async function tick({ db, senders, log, leaseNow }: Options, now: Date): Promise<Ticked> {
  const outcomes: ('sent' | 'unknown' | 'failed')[] = []
  let planned = 0
  let notFrozen = 0
  for (const { id, code } of await listPlans(db)) {
    const model = await loadPlan(db, code)
    await keepCalendar(db, model, now)
    if (!(await frozen({ db, log }, model, now))) notFrozen += 1
    const people = await listPeople(db, id)
    for (const delivery of await dueDeliveries(db, id, now)) {
      const name = people.find((person) => person.id === delivery.personId)?.name ?? delivery.channel ?? ''
      const state = await deliver({ db, senders, log, leaseNow }, { delivery, name, now })
      if (state) outcomes.push(state)
    }
    planned += await countPlanned(db, id)
  }
  const number = (state: (typeof outcomes)[number]) => outcomes.filter((each) => each === state).length
  return { planned, sent: number('sent'), held: number('unknown'), failed: number('failed') + notFrozen }
}

/** Figures that cannot be stored stop no delivery; a disk that refuses stops all of them alike. */
async function frozen(
  { db, log }: Pick<Options, 'db' | 'log'>,
  model: PlanModel,
  now: Date,
): Promise<boolean> {
  try {
    await freezeDue(db, model, now)
    return true
  } catch (error) {
    if (isStorageFailure(error)) throw error
    log.error({ code: 'not-frozen', plan: model.plan.code, ...faultOf(error) }, 'an edition was not stored')
    return false
  }
}

async function deliver(
  { db, senders, log, leaseNow }: Options,
  { delivery, name, now }: { delivery: Delivery; name: string; now: Date },
): Promise<'sent' | 'unknown' | 'failed' | undefined> {
  const lease = { token: randomUUID(), until: new Date(leaseNow().getTime() + LEASE_MS).toISOString() }
  if (!(await claimDelivery(db, delivery.key, lease))) return undefined
  const message = JSON.parse(delivery.payload) as Message
  const [platform] = senders
  if (!platform) return undefined
  const sent = await platform.send({
    to: { platform: platform.name, tenant: 'local', channel: delivery.channel, userId: null, name },
    key: delivery.key,
    message,
    under: null,
    deadline: AbortSignal.timeout(15_000),
    mayPost: async () => true,
  })
  const isSent = sent.state === 'sent'
  const state = isSent ? 'sent' : sent.state === 'refused' ? 'failed' : 'unknown'
  await settleDelivery(
    db,
    { key: delivery.key, token: lease.token },
    {
      state,
      sentAt: isSent ? now.toISOString() : null,
      messageId: isSent ? sent.messageId : null,
    },
  )
  log.info({ key: delivery.key, state }, 'delivery')
  return state
}
