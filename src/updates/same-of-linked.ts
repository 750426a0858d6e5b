import { readItemStatuses } from '../../data/item-status.ts'
import type { Context } from '../command.ts'
import { rightToUpdate } from '../domain/authority.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { linkedItems } from '../domain/links.ts'
import { STATE_WORDS } from '../domain/scale.ts'
import type { Draft } from '../domain/update.ts'
import type { Button } from '../message.ts'
import type { Recorded } from './record.ts'

/** A platform keeps no longer line in a button. */
const MOST_CHARACTERS = 1_000

/** One tap to say the same of each item that is linked with an updated one, where the speaker may and it differs. */
export async function sameOfLinked(
  context: Context,
  recorded: readonly Recorded[],
): Promise<readonly Button[]> {
  const { plan, items } = context.model
  if (!plan.links) return []
  const statuses = await readItemStatuses(context.db, context.model, { today: context.today })
  const said = new Set(recorded.map(({ item }) => item.id))
  return recorded.flatMap(({ item, draft }) => {
    const own = statuses.get(item.id)
    return linkedItems(item, { plan, statuses })
      .filter(({ status, plan: other }) => other === null && !said.has(status.item.id))
      .filter(({ status }) => rightToUpdate(context.speaker, status.item, items).may !== 'not')
      .filter(({ status }) => own !== undefined && !isSame(own, status))
      .map(({ status: { item: other } }) => ({
        label: `Say the same of ${other.ref}`,
        line: lineFor(draft, { ref: other.ref, from: item.ref }),
      }))
  })
}

function isSame({ position: one }: ItemStatus, { position: other }: ItemStatus): boolean {
  const facts = ({ rating, state, completedOn, record }: typeof one) => [
    ...[rating?.code, state, completedOn, record.note?.text, record.finalProposed],
  ]
  return JSON.stringify(facts(one)) === JSON.stringify(facts(other))
}

/** What was said of one item as a line about another. */
function lineFor(draft: Draft, { ref, from }: { ref: string; from: string }): string {
  if (draft.kind === 'confirm') return `confirm ${ref}`
  const { rating, state, completedOn, note, evidence } = draft
  const link = evidence !== undefined && /^https?:\S+$/.test(evidence) ? evidence : undefined
  const stated = rating ?? (state && STATE_WORDS[state])
  const day = completedOn === undefined ? undefined : `on ${completedOn}`
  const words = [note === undefined ? undefined : `note ${note.replace(/\s+/g, ' ')}`, link]
  const line = (said: readonly (string | undefined)[]) =>
    ['update', ref, stated, day, ...said].filter((word) => word !== undefined).join(' ')
  const whole = line(words)
  return whole.length <= MOST_CHARACTERS && words.some((word) => word !== undefined || stated !== undefined)
    ? whole
    : line([`note As said of ${from}`])
}
