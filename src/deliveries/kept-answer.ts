import { randomUUID } from 'node:crypto'
import type { Writing } from '../../data/database.ts'
import { hashOf, type NewDelivery, saveDelivery } from '../../data/deliveries.ts'
import type { Answer, KeptAnswer } from '../platform.ts'

/** How long another way of telling may take before a tick takes it over, as its process may have died. */
const TOLD_FIRST_MS = 30_000

type AnswerDelivery = NewDelivery & { readonly payload: string }

/** An answer as the delivery that it is kept as. */
export function answerDelivery(
  { key: asked, to, under, isToldFirst, message, thread }: Omit<Answer, 'asker'>,
  { personId, now }: { personId: number | null; now: Date },
): AnswerDelivery {
  const { platform, tenant, channel, userId } = to
  return {
    // A platform's key may hold more than the log should, which names deliveries by theirs.
    key: `answer:${platform}:${tenant}:${asked === null ? randomUUID() : hashOf(asked)}`,
    kind: 'answer',
    subject: { isPersonal: true, toAccount: true, ...(under === null ? {} : { under }) },
    personId,
    platform,
    tenant,
    channel,
    userId,
    dueAt: new Date(now.getTime() + (isToldFirst ? TOLD_FIRST_MS : 0)).toISOString(),
    payload: JSON.stringify(thread ? { ...message, thread } : message),
  }
}

/** What is the same for an answer that goes to the same place and says the same. */
export function markOf({ channel, userId, subject, payload }: AnswerDelivery): string {
  return hashOf(JSON.stringify([channel, userId, subject, payload]))
}

/**
 * Keeps a receipt along with the change that it tells of. The platform sends it when all is on disk; a tick does if the
 * process has died by then.
 */
export async function keepWithChange(
  trx: Writing,
  planId: number,
  { answer, personId, now }: { answer: Omit<Answer, 'asker'>; personId: number | null; now: Date },
): Promise<KeptAnswer> {
  const delivery = answerDelivery({ ...answer, isToldFirst: true }, { personId, now })
  await saveDelivery(trx, planId, delivery)
  return { planId, mark: markOf(delivery) }
}
