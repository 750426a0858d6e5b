import { listBoardEntries } from '../../data/board-entries.ts'
import type { Database, Writing } from '../../data/database.ts'
import type { Meeting } from '../../data/meetings.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Speaker } from '../domain/authority.ts'
import { longDay } from '../domain/format.ts'
import type { Body } from '../domain/plan.ts'
import { releaseOf } from '../domain/release.ts'
import { UserError } from '../errors.ts'

type Sat = Pick<Meeting, 'id' | 'day'>

/** Whether what a board is told of a meeting may be read by everybody. */
export async function isReleased(
  db: Database | Writing,
  { plan }: PlanModel,
  { body, meeting }: { readonly body: Body; readonly meeting: Sat | undefined },
): Promise<boolean> {
  if (releaseOf(body, plan.policies) === 'automatic') return true
  if (!meeting) return false
  const entries = await listBoardEntries(db, plan.id, { kinds: ['release'], meetingId: meeting.id })
  return entries.some((entry) => entry.kind === 'release' && entry.details.for === meeting.day)
}

/** Whether somebody clears what a board is told, and so reads it before. */
export function mayRelease(
  { isCoordinator, roles, isGuest }: Pick<Speaker, 'isCoordinator' | 'roles' | 'isGuest'>,
  { releasedBy }: Pick<Body, 'releasedBy'>,
): boolean {
  return isCoordinator || (!isGuest && releasedBy !== undefined && roles.includes(releasedBy))
}

/** @throws UserError unless it is released */
export async function checkReleased(
  db: Database | Writing,
  model: PlanModel,
  of: { readonly body: Body; readonly meeting: Sat | undefined },
): Promise<void> {
  if (await isReleased(db, model, of)) return
  const { body, meeting } = of
  const when = meeting ? ` of ${longDay(meeting.day)}` : ''
  throw new UserError(
    'refused',
    `What the ${body.name}${when} is told is not released yet. It can be read once it is.`,
  )
}
