import { keepArrived } from '../../data/answers.ts'
import type { Database } from '../../data/database.ts'
import { bestEffort } from '../../data/engine/best-effort.ts'
import { write } from '../../data/engine/engine.ts'

/** Many answers arrive in this time where many people speak; nobody waits for it, as they have read theirs by then. */
const TOGETHER_MS = 50

interface Needs {
  readonly db: Database
  readonly now: () => Date
}

/** Returns what keeps that an answer has arrived, along with the others that arrive just then; resolves when that is kept. */
export function createArrivals({ db, now }: Needs): (planId: number, key: string) => Promise<void> {
  let waiting: { readonly keys: string[]; readonly kept: Promise<void> } | undefined
  return (planId, key) => {
    waiting ??= gather(planId)
    waiting.keys.push(key)
    return waiting.kept
  }

  function gather(planId: number): { readonly keys: string[]; readonly kept: Promise<void> } {
    const keys: string[] = []
    const keep = async () => {
      waiting = undefined
      await bestEffort(() => write(db, planId, (trx) => keepArrived(trx, { keys, now: now() })))
    }
    const kept = new Promise<void>((resolve, reject) => {
      setTimeout(() => keep().then(resolve, reject), TOGETHER_MS)
    })
    return { keys, kept }
  }
}
