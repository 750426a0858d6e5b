import type { Database, Writing } from '../../data/database.ts'
import { latestByKey, saveDelivery } from '../../data/deliveries.ts'
import { write } from '../../data/engine/engine.ts'
import { loadPlans, type PlanModel } from '../../data/plans.ts'
import { capitalised, moment } from '../domain/format.ts'
import { context, type Message, paragraph, sentence } from '../message.ts'
import type { ChatPlatform, Hearing } from '../platform.ts'
import { toCoordinatorsOfAll } from './alerts.ts'

type Deaf = Extract<Hearing, { readonly kind: 'deaf' }>

/** A platform that was not heard for less than this is no news: connections are renewed and lost. */
const NEWS_AFTER_MS = 180_000

/** Whether nothing that people say on a platform has reached us for so long that somebody has to be told. */
export function isDeaf(hearing: Hearing, machineNow: Date): hearing is Deaf {
  return hearing.kind === 'deaf' && machineNow.getTime() - hearing.since.getTime() >= NEWS_AFTER_MS
}

interface Telling {
  readonly db: Database
  readonly platforms: readonly Heard[]
  /** The machine's own clock. */
  readonly machineNow: () => Date
}

type Heard = Pick<ChatPlatform, 'name' | 'hearing'>

/**
 * Tells the coordinators once when a platform takes our messages and brings us none, and once when it does again. What they
 * were told is in the database, so another process tells them the rest.
 */
export async function tellOfHearing({ db, platforms, machineNow }: Telling, now: Date): Promise<void> {
  for (const { name, hearing: ask } of platforms) {
    const hearing = ask()
    const isNews = hearing.kind === 'hears' || (hearing.canSend && isDeaf(hearing, machineNow()))
    if (!isNews) continue
    const told = await latestByKey(db, `alert:hearing:${name}:`)
    const isOpen = told?.key.includes(DEAF) === true
    if (isOpen === (hearing.kind === 'deaf')) continue
    const models = await loadPlans(db)
    const [first] = models
    if (first)
      await write(db, null, (trx) => tell(trx, { models, timeZone: first.plan.timeZone, name, hearing, now }))
  }
}

/** Part of the key of the news that nothing is heard. */
const DEAF = ':deaf:'

interface News {
  readonly models: readonly PlanModel[]
  readonly timeZone: string
  readonly name: string
  readonly hearing: Hearing
  readonly now: Date
}

async function tell(trx: Writing, news: News): Promise<void> {
  const { models, name, hearing, now } = news
  const part = hearing.kind === 'deaf' ? DEAF : ':back:'
  const payload = JSON.stringify(hearing.kind === 'deaf' ? deafMessage(news, hearing) : backMessage(news))
  const alert = { key: `alert:hearing:${name}${part}${now.toISOString()}`, kind: 'alert', payload } as const
  for (const { planId, delivery } of await toCoordinatorsOfAll(trx, models, alert, now)) {
    await saveDelivery(trx, planId, delivery)
  }
}

function deafMessage({ timeZone, name }: News, { since, why }: Deaf): Message {
  const platform = capitalised(name)
  return sentence(
    `What people say in ${platform} has not reached wsoa since ${moment(since, timeZone)}, and nothing of it is recorded.`,
    paragraph(why),
    context('Messages to you still go out. You are told when it works again.'),
  )
}

function backMessage({ name }: News): Message {
  return sentence(
    `What people say in ${capitalised(name)} reaches wsoa again. What got no answer in the meantime has to be said again.`,
  )
}
