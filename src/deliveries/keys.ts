import type { Delivery, NewDelivery } from '../../data/deliveries.ts'
import type { Meeting } from '../../data/meetings.ts'
import type { Body, Plan } from '../domain/plan.ts'

/**
 * `improvement-board:2020-12-08`: keeps the day first given, whatever day the meeting is moved to. Where a plan shares the
 * board of another, its own deliveries say so: `sif@improvement-board:2020-12-08`.
 */
export function meetingKey({ scheduledOn, origin }: Meeting, { body, plan }: HeardAt): string {
  const { organisationCode: code, firstPlanId } = body
  const heard = firstPlanId === plan.id ? code : `${plan.code}@${code}`
  return `${heard}:${scheduledOn}${origin === 'extra' ? '-extra' : ''}`
}

/** A plan, and the board that hears it. */
interface HeardAt {
  readonly body: Body
  readonly plan: Pick<Plan, 'id' | 'code'>
}

/**
 * `digest:improvement-board:2020-12-08:1:slack/C1:2` for the second page. Keys are only compared: what they are made
 * of stands in columns.
 */
export function digestKey(meeting: string, page: number, of: EditionInChannel): string {
  return `digest:${meeting}:${editionPart(of)}:${page}`
}

export function paperKey(meeting: string, of: EditionInChannel): string {
  return `paper:${meeting}:${editionPart(of)}`
}

type EditionInChannel = Pick<Delivery, 'edition' | 'platform' | 'channel'>

/** Without a channel the platform is where the coordinator happens to be, known only once it is sent. */
function editionPart({ edition, platform, channel }: EditionInChannel): string {
  return `${edition}:${channel === null ? 'unbound' : `${platform}/${channel}`}`
}

/** Whether a delivery is the one that is planned for its meeting: by what it is, as its key may be of an earlier version. */
export function isPlannedAs(delivery: Delivery, planned: NewDelivery): boolean {
  const { kind, page = null, edition = null, platform = null, channel = null } = planned
  return (
    delivery.kind === kind &&
    delivery.personId === null &&
    // A digest may have its place in the thread of another plan's.
    (delivery.underKey === null || (kind === 'digest' && page === 1)) &&
    delivery.page === page &&
    delivery.edition === edition &&
    delivery.channel === channel &&
    (channel === null || delivery.platform === platform)
  )
}
