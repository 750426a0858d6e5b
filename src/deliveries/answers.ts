import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { keepArrived } from '../../data/answers.ts'
import { findDelivery, hashOf, saveDelivery } from '../../data/deliveries.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'
import { findPersonByIdentity } from '../../data/people.ts'
import type { LoadPlans, PlanModel } from '../../data/plans.ts'
import { firstOf } from '../domain/first-of.ts'
import { faultOf } from '../log.ts'
import type { Answer, Keep, Kept, Sending } from '../platform.ts'
import { deliverNext } from './deliver.ts'
import type { DeliveryServices } from './settle.ts'

interface Keeping extends DeliveryServices {
  readonly loadPlans: LoadPlans
  readonly now: () => Date
}

/** How long another way of telling may take before a tick takes it over, as its process may have died. */
const TOLD_FIRST_MS = 30_000
/** What a platform takes a little later is sent without a tick. */
const LONGEST_WAIT_MS = 30_000
const MOST_TRIES = 4
const DEADLINE_MS = 15_000

/** Keeps answers as deliveries: what a platform does not take is tried again, looked for and never sent twice. */
export function createKeep(services: Keeping): Keep {
  const { db, log, loadPlans, now } = services
  return async (answer) => {
    if (answer.isUnkept) return unkept(services, answer)
    const onDisk = await bestEffort(
      async () => {
        // An answer may be about any plan, or several; it is kept with the first.
        const { model } = await firstOf(await loadPlans())()
        return { model, key: await kept(services, model, answer) }
      },
      () =>
        log.error({ code: 'answer-not-kept' }, 'an answer is told without being kept: the disk refuses it'),
    )
    if (onDisk === undefined) return unkept(services, answer)
    const { model, key } = onDisk
    return {
      arrived: async (posts) => {
        await bestEffort(() =>
          write(db, model.plan.id, (trx) => keepArrived(trx, key, { posts, now: now() })),
        )
      },
      deliver: async () => {
        try {
          return await deliverAnswer(services, model, key)
        } catch (error) {
          log.error({ code: 'answer-not-delivered', ...faultOf(error) }, 'an answer waits for the next tick')
          return true
        }
      },
    }
  }
}

async function kept({ db, now }: Keeping, model: PlanModel, answer: Answer): Promise<string> {
  const { key: asked, to, under, asker, isToldFirst, message, thread } = answer
  const { platform, tenant, channel, userId } = to
  // A platform's key may hold more than the log should, which names deliveries by theirs.
  const key = `answer:${platform}:${tenant}:${asked === null ? randomUUID() : hashOf(asked)}`
  const person = await findPersonByIdentity(db, { platform, tenant, userId: asker })
  await write(db, model.plan.id, (trx) =>
    saveDelivery(trx, model.plan.id, {
      key,
      kind: 'answer',
      subject: { isPersonal: true, toAccount: true, ...(under === null ? {} : { under }) },
      personId: person?.id ?? null,
      platform,
      tenant,
      channel,
      userId,
      dueAt: new Date(now().getTime() + (isToldFirst ? TOLD_FIRST_MS : 0)).toISOString(),
      payload: JSON.stringify(thread ? { ...message, thread } : message),
    }),
  )
  return key
}

async function deliverAnswer(services: Keeping, model: PlanModel, key: string): Promise<boolean> {
  const { db, now, ending } = services
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const at = now()
    const state = await deliverNext(services, model, { now: at, sort: 'others', key })
    if (state !== 'planned' || ending?.aborted) return state !== 'failed'
    const left = await findDelivery(db, model.plan.id, { key })
    const pause = Date.parse(left?.nextAt ?? '') - at.getTime()
    if (!(pause <= LONGEST_WAIT_MS)) return true
    try {
      await wait(pause, undefined, ending ? { signal: ending } : {})
    } catch {
      // The service ends: the next process sends it.
      return true
    }
  }
  return true
}

/** An answer that is on no disk: it is told now or not at all. */
function unkept({ senders, log }: Keeping, { to, under, message, thread }: Answer): Kept {
  const sending: Sending = {
    to,
    key: randomUUID(),
    message,
    ...(thread ? { thread } : {}),
    isAnswer: true,
    under,
    deadline: AbortSignal.timeout(DEADLINE_MS),
    mayPost: async () => true,
  }
  return {
    arrived: async () => {},
    deliver: async () => {
      const sent = await senders.find(({ name }) => name === to.platform)?.send(sending)
      if (sent?.state !== 'sent') log.error({ code: 'answer-lost', state: sent?.state }, 'an answer is lost')
      return sent?.state === 'sent'
    },
  }
}
