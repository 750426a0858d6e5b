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

/** What was said of one item as a line about another: too long for a button, it refers to what was said. */
function lineFor(draft: Draft, { ref, from }: { ref: string; from: string }): string {
  if (draft.kind === 'confirm') return `confirm ${ref}`
  const { rating, state, completedOn, note, evidence } = draft
  const stated = [
    rating ?? (state && STATE_WORDS[state]) ?? '',
    completedOn === undefined ? '' : `on ${completedOn}`,
  ]
  const isStated = stated.some((word) => word !== '') || note !== undefined
  if (!isStated && evidence !== undefined) return within(`evidence ${ref}: ${evidence}`, { ref, from })
  // The colon keeps a number that is a rating from being read as another item.
  const line = (words: readonly string[]) => `update ${ref}: ${words.filter((word) => word !== '').join(' ')}`
  const link = evidence !== undefined && /^https?:\S+$/.test(evidence) ? evidence : ''
  const said = [note === undefined ? '' : `note ${note.replace(/\s+/g, ' ')}`, link]
  const whole = line([...stated, ...said])
  return whole.length <= MOST_CHARACTERS ? whole : line([...stated, `note As said of ${from}`])
}

function within(line: string, { ref, from }: { ref: string; from: string }): string {
  return line.length <= MOST_CHARACTERS ? line : `update ${ref}: note As said of ${from}`
}
