import { forgetAnswers } from '../../data/answers.ts'
import { forgetReplies } from '../../data/conversations.ts'
import type { Database } from '../../data/database.ts'
import { engineOf } from '../../data/engine/engine.ts'
import { forgetHeard } from '../../data/heard-messages.ts'
import { lapseImports } from '../../data/imports.ts'
import { forgetMailAddresses } from '../../data/mail-addresses.ts'
import { forgetPictures } from '../../data/pictures.ts'
import { forgetSessions } from '../../data/sessions.ts'
import type { DeliveryServices } from './settle.ts'
import { inspectTrail } from './trail-inspection.ts'

/** How long a message that comes again is known: Slack sends one again within a day. */
const DAYS_KEPT = 7
/** No longer than a link to one works. */
const PICTURE_DAYS_KEPT = 90

/** The day on which it was last done; doing it again changes nothing. */
const doneOn = new WeakMap<Database, string>()

/**
 * Done once a day: forgets the replies to old messages, the answers that were kept for them and addresses that nobody needs, reads all of the database and
 * verifies the trail.
 */
export async function doDailyWork(
  { db, log }: Pick<DeliveryServices, 'db' | 'log'>,
  now: Date,
): Promise<void> {
  const today = now.toISOString().slice(0, 10)
  if (doneOn.get(db) === today) return
  const before = new Date(now.getTime() - DAYS_KEPT * 86_400_000)
  await forgetReplies(db, before)
  await forgetAnswers(db, before)
  await forgetHeard(db, before)
  await forgetPictures(db, new Date(now.getTime() - PICTURE_DAYS_KEPT * 86_400_000))
  await forgetSessions(db, now)
  await lapseImports(db, now)
  await forgetMailAddresses(db, before)
  if ((await engineOf(db).damage(db)) !== undefined)
    log.fatal({ code: 'database-damaged' }, 'the database is damaged: restore it from a backup')
  await inspectTrail({ db, log }, now)
  doneOn.set(db, today)
}
