import { type Delivery, meetingDeliveries, saveDelivery } from '../../data/deliveries.ts'
import { beginsAt, listMeetings } from '../../data/meetings.ts'
import type { Context } from '../command.ts'
import { mayHaveArrived } from '../domain/delivery.ts'
import { listed } from '../domain/format.ts'
import { sentence } from '../message.ts'

/** A request that nobody decides any more. */
export interface EndedRequest {
  readonly number: number
  /** "B1(c) left the plan on 8 Dec 2020: no longer required." */
  readonly because: string
}

/** Puts a line under each digest that is out for a meeting to come and speaks of requests that ended. */
export async function tellUnderDigests(
  { db, model, now, today, writing }: Pick<Context, 'db' | 'model' | 'now' | 'today' | 'writing'>,
  ended: readonly EndedRequest[],
): Promise<void> {
  if (ended.length === 0) return
  const { plan } = model
  const meetings = await listMeetings(db, plan.id, { from: today })
  for (const meeting of meetings.filter((each) => beginsAt(each, plan.timeZone) > now)) {
    const pages = (await meetingDeliveries(db, plan.id, meeting.id)).filter(({ kind }) => kind === 'digest')
    for (const head of pages.filter((each) => each.page === 1 && mayHaveArrived(each))) {
      const named = ended.filter(({ number }) =>
        pages.some((page) => isOf(page, head) && names(page, number)),
      )
      if (named.length === 0) continue
      const requests = listed(named.map(({ number }) => `R${number}`))
      const reasons = [...new Set(named.map(({ because }) => because))].join(' ')
      await saveDelivery(writing(), plan.id, {
        key: `note:${head.key}:ended:${named.map(({ number }) => number).join('-')}`,
        kind: 'notice',
        subject: head.subject,
        bodyId: head.bodyId,
        meetingId: head.meetingId,
        underKey: head.underKey ?? head.key,
        dueAt: now.toISOString(),
        payload: JSON.stringify(
          sentence(`${requests} ended: ${reasons} Nothing is left to decide; the figures above stay.`),
        ),
      })
    }
  }
}

/** Whether a page belongs to the digest of that first page: the same edition in the same channel. */
function isOf(page: Delivery, head: Delivery): boolean {
  const place = ({ platform, tenant, channel, edition }: Delivery) =>
    [platform, tenant, channel, edition].join(' ')
  return place(page) === place(head)
}

/** Whatever stands between two words of a message. */
const NOT_OF_A_NUMBER = /\W+/

/** Whether a message names a request by its number. */
function names({ payload }: Delivery, number: number): boolean {
  return payload.split(NOT_OF_A_NUMBER).includes(`R${number}`)
}
