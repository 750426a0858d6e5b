import type { Context } from '@slack/bolt'

/**
 * Tells Slack that what it brought is on disk, with the answer to show if there is one. False when Slack did not get it
 * or shows it to nobody any more: the answer then goes another way.
 */
export type Acknowledge = (answer?: object) => Promise<boolean>

/** Slack waits three seconds, the way there and back included. What comes later is shown to nobody. */
const PATIENCE_MS = 2_700

/** Acknowledges once. An answer that comes too late is left out, so that it is not shown twice. */
export function acknowledgeOnce(
  acknowledge: Acknowledge,
  steadyNow: () => number,
): { readonly acknowledge: Acknowledge; readonly isDone: () => boolean } {
  const arrivedAt = steadyNow()
  let done: Promise<boolean> | undefined
  return {
    acknowledge: (answer) => {
      done ??=
        answer !== undefined && steadyNow() - arrivedAt > PATIENCE_MS
          ? acknowledge().then(() => false)
          : acknowledge(answer)
      return done
    },
    isDone: () => done !== undefined,
  }
}

/** Bolt hands it on to the listener in its context, in the place of its own `ack`, which cannot fail. */
export function acknowledgeOf({ acknowledge }: Context): Acknowledge {
  return acknowledge as Acknowledge
}
