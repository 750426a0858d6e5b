import { sentence } from '../../message.ts'
import type { Sending, Sent } from '../../platform.ts'
import { oneLine } from '../../render/plain.ts'
import type { Screen } from './screen.ts'
import type { Seat } from './seat.ts'

const INDENT = '  '

type Delivery = Omit<Sending, 'under' | 'deadline'> & { readonly under?: string | null }

/**
 * Prints a delivery. A person at the terminal sees their own messages and the first page for a board in full; of all
 * others they see one line.
 */
export async function printDelivery(
  title: string,
  { to, message, key, mayPost, under }: Delivery,
  { screen, seat }: { readonly screen: Screen; readonly seat: Seat },
): Promise<Sent> {
  if (!(await mayPost())) return { state: 'later', seconds: null }
  showTime(screen, seat)
  const isForOthers = to.userId !== null && to.userId !== seat.userId
  if (seat.userId !== undefined && (isForOthers || under)) {
    const start = under ? '  ↳ under it' : `${title} ${to.name}`
    screen.print(screen.render(sentence(`${start}: ${message.summary}`)))
  } else {
    screen.print(`${title} ${oneLine(to.name)}:\n${screen.render(message, { indent: INDENT })}\n`)
  }
  return { state: 'sent', messageId: key }
}

/** While the clock is moved on, prints each new time once, above what is sent at that time. */
function showTime(screen: Screen, seat: Seat): void {
  const time = seat.movingClock?.()
  if (time === undefined || time === seat.timeShown) return
  seat.timeShown = time
  screen.print(`\n— ${time} —\n`)
}
