import type { Edition } from '../digest.ts'
import type { PastMeeting } from '../domain/facts.ts'
import { shortDay } from '../domain/format.ts'
import type { Message } from '../message.ts'
import { planWall } from './plan-wall.ts'

/** Platforms refuse or shrink much taller pictures. */
const TALLEST = 4_000

/** The plan as a wall: the last page of a digest. */
export function picturePage(edition: Edition, past: readonly PastMeeting[]): Message {
  const { body, meeting } = edition.facts
  const name = meeting ? `${body.name}, ${shortDay(meeting.day)}` : body.name
  return {
    summary: `${name}: the plan as a wall, a picture of how every action and its parts stand.`,
    blocks: planWall(edition, past, { tallest: TALLEST }),
  }
}
