import type { Context, ItemData } from '../command.ts'
import { answerable } from '../domain/authority.ts'
import { familyOf, parentOf } from '../domain/hierarchy.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Item } from '../domain/plan.ts'
import { changeText } from '../domain/plan-change-words.ts'
import { refsText } from '../domain/reference.ts'
import { UserError } from '../errors.ts'
import { bearerOf, leavingOf, leftBearerOf } from './references.ts'

/**
 * Finds items by reference, each once.
 * @throws UserError if a reference is not in the plan (it may have left it since the line was offered)
 */
export function itemsOf(context: Context, refs: readonly string[]): readonly Item[] {
  return [...new Set(refs)].map((ref) => itemOf(context, ref))
}

export function itemOf({ model }: Pick<Context, 'model'>, ref: string): Item {
  const item = bearerOf(model, ref)
  if (item) return item
  const left = leftBearerOf(model, ref)
  if (!left) throw new UserError('unknown', `There is no item ${ref} in this plan.`)
  const text = `${ref} ${changeText(leavingOf(left, model))}.`
  const { as } = left.left
  const there = as && `in ${as.short ?? as.plan} update ${as.ref}`
  if (there) throw new UserError('conflict', `${text} Say it there: ${there}`, [there, `status ${ref}`])
  throw new UserError('conflict', `${text} How it stood then: status ${ref}`, [`status ${ref}`])
}

/** The same, or one that has left the plan: what was said of it can be read for ever. */
export function itemEverOf(context: Pick<Context, 'model'>, ref: string): Item {
  return bearerOf(context.model, ref) ?? leftBearerOf(context.model, ref) ?? itemOf(context, ref)
}

export function statusOf(all: ReadonlyMap<number, ItemStatus>, item: Item): ItemStatus {
  const status = all.get(item.id)
  if (!status) throw new Error(`no status of item ${item.id}`)
  return status
}

/** The ids of the items and of all below them: everything their status depends on. */
export function withParts(named: Iterable<Item>, items: readonly Item[]): ReadonlySet<number> {
  return new Set([...named].flatMap((item) => familyOf(item, items)).map(({ id }) => id))
}

/** Writes `A1(a) to A1(d) and B2(a)`, in the plan's order. */
export function itemRefs(items: readonly Item[], all: readonly Item[]): string {
  const named = (item: Item) => ({ ref: item.ref, parent: parentOf(item, all)?.ref ?? null })
  const sorted = [...items].sort((one, other) => one.sortOrder - other.sortOrder)
  return refsText(sorted.map(named), all.map(named))
}

/** An item as scripts get it. */
export function itemData({ item, position, due, daysOverdue }: ItemStatus, items: readonly Item[]): ItemData {
  return {
    ref: item.ref,
    rating: position.rating?.code ?? null,
    basis: position.basis,
    state: position.state,
    dueDate: due.current?.on ?? null,
    originalDueDate: due.original?.on ?? null,
    dueBasis: due.basis,
    daysOverdue,
    positionStated: position.stated,
    owners: answerable(item, items),
  }
}

/** The ids of the people who answer for an item, delegates included. */
export function holdersOf(context: Context, item: Item): readonly number[] {
  const roles = answerable(item, context.model.items)
  const held = context.assignments.filter((assignment) => roles.includes(assignment.roleCode))
  return [...new Set(held.map((assignment) => assignment.personId))]
}
