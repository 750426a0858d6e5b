import { keepCalendar } from '../../data/meetings.ts'
import { loadPlan } from '../../data/plans.ts'
import type { Edition } from '../../src/digest.ts'
import type { ItemFacts } from '../../src/domain/facts.ts'
import { editionFor } from '../../src/editions/edition.ts'
import type { TestApp } from './app.ts'

/** What a body would be told now, for its next meeting or the one on a day. */
export async function editionOf(bot: TestApp, code: string, day?: string): Promise<Edition> {
  const model = await loadPlan(bot.db)
  await keepCalendar(bot.db, model, bot.now())
  const body = model.bodies.find((each) => each.code === code)
  if (!body) throw new Error(`no body ${code}`)
  return editionFor(bot.db, model, { body, day, now: bot.now() })
}

export function itemIn({ facts }: Edition, ref: string): ItemFacts {
  const item = facts.items.find((each) => each.ref === ref)
  if (!item) throw new Error(`no item ${ref}`)
  return item
}
