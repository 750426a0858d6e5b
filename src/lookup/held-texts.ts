import type { Database, Writing } from '../../data/database.ts'
import { findHeldTexts } from '../../data/held-texts.ts'
import type { PlanModel } from '../../data/plans.ts'
import { textsIn } from '../domain/childrens-numbers.ts'
import { heldBack } from '../domain/held-back.ts'

/** Enough of a text to know it again where it was shortened or stands in a sentence. */
const ENOUGH = 24

/**
 * Where the texts stand that keep a message back, in words that repeat none of them: "the note on C2". When none of the
 * stored texts is in it as it was stored, all are named.
 */
export async function placesHeld(
  db: Database | Writing,
  model: PlanModel,
  value: unknown,
): Promise<readonly string[]> {
  const stored = await findHeldTexts(db, model)
  const told = textsIn(value).join('\n')
  const meant = stored.filter(({ text }) => told.includes(text.slice(0, ENOUGH)))
  const places = (meant.length > 0 ? meant : stored).map(({ where }) => heldBack(where))
  return [...new Set(places)].sort()
}
