import { setImmediate as nextTick } from 'node:timers/promises'

/** Transactions that share one commit. */
export interface Group {
  members: number
  isEnding: boolean
  /** Settles with the commit. */
  readonly done: Promise<void>
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

export function createGroup(): Group {
  let succeed = () => {}
  let fail: (error: unknown) => void = () => {}
  const done = new Promise<void>((resolve, reject) => {
    succeed = resolve
    fail = reject
  })
  // Members that were rolled back do not wait for it.
  done.catch(() => {})
  return { members: 0, isEnding: false, done, succeed, fail }
}

/** The longest that the first member waits for others, in milliseconds. */
const LONGEST_GATHERING_MS = 20

/** Waits until a turn of the event loop has brought no further member. */
export async function gathered(group: Group): Promise<void> {
  const end = performance.now() + LONGEST_GATHERING_MS
  await nextTick()
  for (let before = 0; before < group.members && performance.now() < end; ) {
    before = group.members
    await nextTick()
  }
}
