import type { ItemChange } from '../src/domain/item-changes.ts'
import { ofOthers } from '../src/domain/restriction.ts'
import type { Database, Writing } from './database.ts'
import { type PlanVersion, readItemChanges } from './item-changes.ts'
import { listRestrictions, type StoredRestriction } from './restrictions.ts'

/** What of a plan's record everybody may read. */
interface Hidden {
  /** The changes of all items that are not hidden. */
  readonly changes: readonly ItemChange[]
  /** The references that hidden items alone bear, or bore. */
  readonly refs: ReadonlySet<string>
  /** How many marks there are of which everybody may know. */
  readonly notShown: number
}

/** Leaves hidden items out of a plan's record, but for those that are opened. */
export function hiddenIn(
  all: readonly ItemChange[],
  restrictions: readonly StoredRestriction[],
  opened: ReadonlySet<number>,
): Hidden {
  const ids = new Set(restrictions.flatMap(({ itemIds }) => itemIds).filter((id) => !opened.has(id)))
  if (ids.size === 0) return { changes: all, refs: new Set(), notShown: 0 }
  const changes = all.filter(({ itemId }) => !ids.has(itemId)).map((change) => withoutPlaces(change, ids))
  const shown = new Set(changes.flatMap(({ facts }) => facts.ref ?? []))
  const own = all.filter(({ itemId }) => ids.has(itemId)).flatMap(({ facts }) => facts.ref ?? [])
  return {
    changes,
    refs: new Set(own.filter((ref) => !shown.has(ref))),
    notShown: restrictions.filter(({ itemId, restriction }) => ids.has(itemId) && restriction.isKnown).length,
  }
}

/** The references that restricted items of a plan alone bear, or bore. */
export async function hiddenReferences(db: Database | Writing, planId: number): Promise<ReadonlySet<string>> {
  const restrictions = await listRestrictions(db, planId)
  if (restrictions.length === 0) return new Set()
  return hiddenIn(await readItemChanges(db, planId), restrictions, new Set()).refs
}

/** An item that was merged into a hidden one, or stood below it, says nothing of that. */
function withoutPlaces(change: ItemChange, ids: ReadonlySet<number>): ItemChange {
  const { left, parent } = change.facts
  const isMerged = left?.into !== undefined && ids.has(left.into)
  const isBelow = parent != null && ids.has(parent)
  if (!isMerged && !isBelow) return change
  return {
    ...change,
    facts: {
      ...change.facts,
      ...(isMerged ? { left: { ...left, into: undefined } } : {}),
      ...(isBelow ? { parent: null } : {}),
    },
  }
}

/** The same settings, whose findings, links, public words and measures name no hidden item. */
export function withoutReferences(version: PlanVersion, refs: ReadonlySet<string>): PlanVersion {
  if (refs.size === 0) return version
  const { settings, measured } = version
  const { findings, links, public: wording } = settings
  const isLinked = (end: { readonly plan?: string | undefined; readonly ref: string }) =>
    end.plan === undefined && refs.has(end.ref)
  return {
    ...version,
    settings: {
      ...settings,
      ...(findings ? { findings: ofOthers(findings, refs) } : {}),
      ...(wording ? { public: { ...wording, said: ofOthers(wording.said, refs) } } : {}),
      ...(links ? { links: links.filter(([one, other]) => !isLinked(one) && !isLinked(other)) } : {}),
    },
    ...(measured ? { measured: { ...measured, measures: ofOthers(measured.measures, refs) } } : {}),
  }
}
