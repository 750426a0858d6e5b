import type { Database } from '../../data/database.ts'
import { listTroubled } from '../../data/deliveries.ts'
import { engineOf } from '../../data/engine/engine.ts'
import { failureOf } from '../../data/engine/failure.ts'
import { listPlans } from '../../data/plans.ts'
import { tryWriting } from '../../data/ticks.ts'
import { isDeaf } from '../deliveries/hearing-alerts.ts'
import { countUnsent } from '../deliveries/tell-coordinators.ts'
import type { StorageFailure } from '../errors.ts'
import type { ChatPlatform } from '../platform.ts'
import { readClockState } from './clock-state.ts'

interface Needs {
  readonly db: Database
  readonly machineNow: () => Date
  /** The time by which messages are due: the demo has its own. */
  readonly now: () => Date
  readonly platforms: readonly Pick<ChatPlatform, 'hearing'>[]
  /** Fires when the service begins to stop. */
  readonly ending?: AbortSignal | undefined
}

/** How long a change that was tried tells of the next: whoever asks all the time must not keep the disk busy. */
const TRIED_FOR_MS = 10_000

/** Finds what keeps the service from its work, in sentences that hold states and counts, and nothing that people said. */
export function createReadiness({
  db,
  machineNow,
  now,
  platforms,
  ending,
}: Needs): () => Promise<readonly string[]> {
  let tried: { readonly at: number; readonly failure: Promise<StorageFailure | undefined> } | undefined
  const failureToWrite = () => {
    const at = machineNow().getTime()
    if (!tried || Math.abs(at - tried.at) >= TRIED_FOR_MS) tried = { at, failure: writingFailure(db) }
    return tried.failure
  }
  return async () => {
    try {
      // A database that is gone ends the service: the cause is told, not only the end.
      const trouble = engineOf(db).trouble()?.failure
      if (trouble === undefined && ending?.aborted) return ['the service is stopping']
      const failure = trouble ?? (await failureToWrite())
      const database =
        failure === undefined ? await workProblems(db, machineNow(), now()) : [TROUBLES[failure]]
      return [...database, ...unheard(platforms, machineNow())]
    } catch {
      return ['the database cannot be read']
    }
  }
}

const TROUBLES = {
  gone: 'the database file was moved or removed',
  full: 'the disk is full',
  damaged: 'the database file is damaged',
  unreachable: 'the disk reported an error',
  busy: 'the database is locked by another program',
  readOnly: 'the database cannot be written',
  refused: 'the database cannot be opened',
  unclear: 'a commit was not confirmed',
} as const satisfies Record<StorageFailure, string>

async function writingFailure(db: Database): Promise<StorageFailure | undefined> {
  try {
    await tryWriting(db)
    return undefined
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return failure
  }
}

async function workProblems(db: Database, machineNow: Date, now: Date): Promise<readonly string[]> {
  const clock = await readClockState(db, machineNow)
  const plans = await listPlans(db)
  const troubled = (await Promise.all(plans.map(({ id }) => listTroubled(db, id)))).flat()
  // By a clock that is not believed anything may seem to be overdue.
  const believed = clock.step ? [] : plans
  const unsent = await Promise.all(believed.map(({ id }) => countUnsent(db, id, now)))
  const overdue = unsent.reduce((sum, each) => sum + each.overdue, 0)
  const untold = unsent.reduce((sum, each) => sum + each.untold, 0)
  return [
    ...(clock.isStale ? ['the clock has not run for three minutes, or was set'] : []),
    ...(clock.step ? ['the clock was set: messages wait'] : []),
    ...(['held', 'failed'] as const).flatMap((state) => {
      const number = troubled.filter((delivery) => delivery.state === state).length
      return number === 0 ? [] : [`deliveries ${state}: ${number}`]
    }),
    ...(overdue > 0 ? [`deliveries overdue: ${overdue}`] : []),
    ...(untold > 0 ? [`alerts that reached nobody: ${untold}`] : []),
  ]
}

/** In sentences that name no more than a setting and Slack's or the network's own code. */
function unheard(platforms: readonly Pick<ChatPlatform, 'hearing'>[], now: Date): readonly string[] {
  return platforms.flatMap(({ hearing: ask }) => {
    const hearing = ask()
    return isDeaf(hearing, now) ? [`no connection for three minutes: ${hearing.why}`] : []
  })
}
