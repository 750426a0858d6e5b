import { setImmediate as nextTick } from 'node:timers/promises'

/** Transactions that share one commit. */
export interface CommitGroup {
  members: number
  /** Whether the commit is on its way. */
  isEnding: boolean
  /** Resolves when the commit is on disk. */
  readonly done: Promise<void>
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

export function createGroup(): CommitGroup {
  let succeed = () => {}
  let fail: (error: unknown) => void = () => {}
  const done = new Promise<void>((resolve, reject) => {
    succeed = resolve
    fail = reject
  })
  // A group whose members were all rolled back has nobody to hear of a failure.
  done.catch(() => {})
  return { members: 0, isEnding: false, done, succeed, fail }
}

/** A group this large commits without waiting for more, so that the first member does not wait long. */
const MOST_MEMBERS = 64

/** Waits until a tick of the event loop brings no new member. */
export async function gathered(group: CommitGroup): Promise<void> {
  await nextTick()
  for (let before = 0; before < group.members && group.members < MOST_MEMBERS; ) {
    before = group.members
    await nextTick()
  }
}
