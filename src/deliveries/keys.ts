import type { Delivery } from '../../data/deliveries.ts'
import type { Meeting } from '../../data/meetings.ts'
import type { Body } from '../domain/plan.ts'

/** `improvement-board:2020-12-08`: keeps the day first given, whatever day the meeting is moved to. */
export function meetingKey({ scheduledOn, origin }: Meeting, { code }: Body): string {
  return `${code}:${scheduledOn}${origin === 'extra' ? '-extra' : ''}`
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
