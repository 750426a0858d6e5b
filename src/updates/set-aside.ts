import { readItemStatuses } from '../../data/item-status.ts'
import type { Context, Outcome } from '../command.ts'
import { rightToUpdate } from '../domain/authority.ts'
import { listed } from '../domain/format.ts'
import type { Item } from '../domain/plan.ts'
import { itemsOf, statusOf, withParts } from '../lookup/items.ts'
import { paragraph } from '../message.ts'
import { ownersText } from '../status/item-text.ts'
import type { Entry } from './entries.ts'

/** An item of a line that cannot be recorded, with the reason. */
interface Left {
  readonly ref: string
  readonly why: string
}

/**
 * Sets aside what the speaker may not record, or what has nothing to confirm, so that the rest of the line is recorded. If
 * that leaves nothing, everything stays, and recording it says why it cannot be.
 */
export async function setAside(
  context: Context,
  all: readonly Entry[],
): Promise<{ readonly entries: readonly Entry[]; readonly left: readonly Left[] }> {
  const items = itemsOf(
    context,
    all.flatMap(({ refs }) => refs),
  )
  if (items.length < 2) return { entries: all, left: [] }
  const unstated = await unstatedOf(context, all)
  const left: Left[] = []
  const entries = all.flatMap((entry): readonly Entry[] => {
    const kept = itemsOf(context, entry.refs).filter((item) => {
      const why =
        reasonAgainst(context, item) ?? (entry.unchanged && unstated.has(item.ref) ? UNSTATED : undefined)
      if (why !== undefined) left.push({ ref: item.ref, why })
      return why === undefined
    })
    return kept.length === 0 ? [] : [{ ...entry, refs: kept.map(({ ref }) => ref) }]
  })
  return entries.length === 0 ? { entries: all, left: [] } : { entries, left }
}

const UNSTATED = 'nobody has said yet how it stands'

function reasonAgainst({ speaker, model: { items } }: Context, item: Item): string | undefined {
  if (rightToUpdate(speaker, item, items).may !== 'not') return undefined
  return `only ${ownersText(item, items)}, a delegate or the coordinator can`
}

/** The items to be confirmed of which nobody has said how they stand. */
async function unstatedOf(context: Context, all: readonly Entry[]): Promise<ReadonlySet<string>> {
  const items = itemsOf(
    context,
    all.filter(({ unchanged }) => unchanged).flatMap(({ refs }) => refs),
  )
  if (items.length === 0) return new Set()
  const only = withParts(items, context.model.items)
  const statuses = await readItemStatuses(context.db, context.model, { today: context.today, only })
  return new Set(items.filter((item) => !statusOf(statuses, item).position.stated).map(({ ref }) => ref))
}

/** The outcome with what was not recorded, and why. */
export function withLeft(outcome: Outcome, left: readonly Left[]): Outcome {
  if (left.length === 0) return outcome
  const reasons = [...new Set(left.map(({ why }) => why))].map((why) => {
    const refs = left.filter((each) => each.why === why).map(({ ref }) => ref)
    return `${listed(refs)} (${why})`
  })
  const text = `Not recorded: ${reasons.join('; ')}.`
  const { summary, blocks } = outcome.message
  return { ...outcome, message: { summary: `${summary} ${text}`, blocks: [...blocks, paragraph(text)] } }
}
