import { readItemStatuses } from '../../data/item-status.ts'
import type { Context } from '../command.ts'
import { rightToUpdate } from '../domain/authority.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import { type LinkedPlan, linkedItems } from '../domain/links.ts'
import { hasEnded } from '../domain/plan-end.ts'
import { sayable } from '../domain/plan-name.ts'
import { STATE_WORDS } from '../domain/scale.ts'
import type { Draft } from '../domain/update.ts'
import { rightsIn } from '../lookup/rights-elsewhere.ts'
import type { Button } from '../message.ts'
import { type OtherPlan, otherLinkedPlans } from '../status/links.ts'
import type { Recorded } from './record.ts'

/** A platform keeps no longer line in a button. */
const MOST_CHARACTERS = 1_000

/** One tap to say the same of each item that is linked with an updated one, where the speaker may and it differs. */
export async function sameOfLinked(
  context: Context,
  recorded: readonly Recorded[],
): Promise<readonly Button[]> {
  const { plan } = context.model
  const others = await otherLinkedPlans(context)
  const statuses =
    plan.links || others.length > 0
      ? await readItemStatuses(context.db, context.model, { today: context.today })
      : new Map<number, ItemStatus>()
  const here = { plan, statuses }
  return [...sameHere(context, recorded, here), ...(await elsewhere(context, recorded, { here, others }))]
}

function sameHere(
  { model: { items }, speaker }: Context,
  recorded: readonly Recorded[],
  here: LinkedPlan,
): readonly Button[] {
  const said = new Set(recorded.map(({ item }) => item.id))
  return recorded.flatMap(({ item, draft }) => {
    const own = here.statuses.get(item.id)
    return linkedItems(item, here)
      .filter(({ status }) => !said.has(status.item.id))
      .filter(({ status }) => rightToUpdate(speaker, status.item, items).may !== 'not')
      .filter(({ status }) => own !== undefined && !isSame(own, status))
      .map(({ status: { item: other } }) => ({
        label: `Say the same of ${other.ref}`,
        line: lineFor(draft, { ref: other.ref, from: item.ref }),
      }))
  })
}

/** The same for items of other plans. A rating is given by that plan's own key, and never carried over. */
async function elsewhere(
  context: Context,
  recorded: readonly Recorded[],
  { here, others }: { here: LinkedPlan; others: readonly OtherPlan[] },
): Promise<readonly Button[]> {
  const found: Button[] = []
  for (const other of others) {
    const speaker = await rightsIn(context, other.model)
    const name = sayable(other.plan)
    for (const { item, draft } of recorded) {
      for (const { status, plan } of linkedItems(item, here, [other])) {
        if (plan === null || hasEnded(other.model.plan, context.today)) continue
        if (rightToUpdate(speaker, status.item, other.model.items).may === 'not') continue
        const { ref } = status.item
        found.push(
          draft.kind === 'update' && draft.rating !== undefined
            ? { label: `Rate ${ref} in ${name}`, line: `in ${name} update ${ref}` }
            : {
                label: `Say the same of ${ref} in ${name}`,
                line: `in ${name} ${lineFor(draft, { ref, from: item.ref })}`,
              },
        )
      }
    }
  }
  return found
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
