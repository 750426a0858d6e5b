import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { keepPosts, replaceAnswer } from '../../data/answers.ts'
import { findDelivery, saveDelivery } from '../../data/deliveries.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'
import { findPersonByIdentity } from '../../data/people.ts'
import type { LoadPlans, PlanModel } from '../../data/plans.ts'
import { firstOf } from '../domain/first-of.ts'
import { faultOf } from '../log.ts'
import type { Answer, Keep, Kept, Sending } from '../platform.ts'
import { createArrivals } from './arrivals.ts'
import { deliverNext } from './deliver.ts'
import { answerDelivery, markOf } from './kept-answer.ts'
import type { DeliveryServices } from './settle.ts'

interface Keeping extends DeliveryServices {
  readonly loadPlans: LoadPlans
  readonly now: () => Date
}

/** What a platform takes a little later is sent without a tick. */
const LONGEST_WAIT_MS = 30_000
const MOST_TRIES = 4
const DEADLINE_MS = 15_000

/** Keeps answers as deliveries: what a platform does not take is tried again, looked for and never sent twice. */
export function createKeep(services: Keeping): Keep {
  const { db, log, loadPlans } = services
  const arrived = createArrivals(services)
  return async (answer) => {
    if (answer.isUnkept) return unkept(services, answer)
    const onDisk = await bestEffort(
      async () => {
        const model = await planFor(answer, await loadPlans())
        return { model, key: await onDiskAs(services, model, answer) }
      },
      () =>
        log.error({ code: 'answer-not-kept' }, 'an answer is told without being kept: the disk refuses it'),
    )
    if (onDisk === undefined) return unkept(services, answer)
    const { model, key } = onDisk
    return {
      arrived: async (posts) => {
        if (posts === undefined) return arrived(model.plan.id, key)
        await bestEffort(() => write(db, model.plan.id, (trx) => keepPosts(trx, key, posts)))
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

/** An answer may be about any plan, or several: it stays with the one that it is kept with already, or the first. */
async function planFor(answer: Answer, loaders: Awaited<ReturnType<LoadPlans>>): Promise<PlanModel> {
  for (const load of answer.kept ? loaders : []) {
    const { model } = await load()
    if (model.plan.id === answer.kept?.planId) return model
  }
  return (await firstOf(loaders)()).model
}

async function onDiskAs({ db, now }: Keeping, model: PlanModel, answer: Answer): Promise<string> {
  const { platform, tenant } = answer.to
  const person = await findPersonByIdentity(db, { platform, tenant, userId: answer.asker })
  const delivery = answerDelivery(answer, { personId: person?.id ?? null, now: now() })
  if (answer.kept?.mark === markOf(delivery)) return delivery.key
  await write(db, model.plan.id, async (trx) => {
    await saveDelivery(trx, model.plan.id, delivery)
    // It was kept with the change, and now says more or goes elsewhere.
    if (answer.kept) await replaceAnswer(trx, delivery)
  })
  return delivery.key
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
