import { nextDue } from '../../data/deliveries.ts'
import type { Session } from './session.ts'

/** Everything due on the way happens at its own time, as if somebody had waited. */
export async function passTime(
  session: Session,
  { to, tickNow }: { to: Date; tickNow: () => Promise<void> },
): Promise<void> {
  await tickNow()
  for (let due = await nextDue(session.db); due && due <= to; ) {
    if (due > session.now()) await session.setNow(due)
    await tickNow()
    const next = await nextDue(session.db)
    due = next && next > due ? next : undefined
  }
  await session.setNow(to)
}
