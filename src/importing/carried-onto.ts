import { plainReference } from '../domain/reference.ts'
import type { PlanFile, PlanFileItem } from '../plan-file/arranged.ts'

/**
 * A document of a plan that is known: it says which items there are, how they are worded, who owns them and when they are due.
 * Of all else it says nothing, so that stays as the plan has it.
 */
export function carriedOnto(plan: PlanFile, document: PlanFile): PlanFile {
  const codes = new Map(document.roles.map((role) => [role.code, knownCode(role, plan) ?? role.code]))
  const added = document.roles.filter(
    (role) => knownCode(role, plan) === undefined && isUsed(role.code, document),
  )
  const known = new Map(plan.items.map((item) => [plainReference(item.ref), item]))
  const codeOf = (code: string) => codes.get(code) ?? code
  // A list of actions alone leaves out what stands around them.
  const deeper = Math.max(0, plan.levels.length - document.levels.length)
  const around = plan.items.filter(({ level }) => level < deeper)
  const items = document.items.map((item) => {
    const before = known.get(plainReference(item.ref))
    const level = Math.min(plan.levels.length - 1, item.level + deeper)
    const owned = {
      lead: item.lead === null ? null : codeOf(item.lead),
      leads: item.leads.map(codeOf),
      owners: item.owners.map(codeOf),
    }
    const parent = item.parent ?? (deeper > 0 ? outerParent(item, { before, around }) : null)
    const carried = before ? sameItem(before, item, owned) : { ...newItem(item, plan), ...owned }
    return { ...carried, level, parent }
  })
  return { ...plan, roles: [...plan.roles, ...added], items: inOrder([...around, ...items]) }
}

/** Where an item was, or the one whose reference its own begins with. */
function outerParent(
  { ref }: PlanFileItem,
  { before, around }: { readonly before: PlanFileItem | undefined; readonly around: readonly PlanFileItem[] },
): string | null {
  if (before) return before.parent
  const begun = around.filter(
    (each) => ref.startsWith(each.ref) && /^[^\p{L}\p{N}]/u.test(ref.slice(each.ref.length)),
  )
  return begun.toSorted((one, other) => other.ref.length - one.ref.length)[0]?.ref ?? null
}

/** Each before its parts. */
function inOrder(items: readonly PlanFileItem[], within: string | null = null): readonly PlanFileItem[] {
  return items
    .filter(({ parent }) => parent === within)
    .flatMap((item) => [item, ...inOrder(items, item.ref)])
}

type Owned = Pick<PlanFileItem, 'lead' | 'leads' | 'owners'>

/** What the document leaves out of an item is as it was. */
function sameItem(before: PlanFileItem, item: PlanFileItem, owned: Owned): PlanFileItem {
  const isOwned = owned.lead !== null || owned.leads.length > 0 || owned.owners.length > 0
  const isSame = isOwned && postsOf(owned) === postsOf(before)
  return {
    ...before,
    title: item.title,
    ...(isOwned && !isSame ? owned : {}),
    ...dated(before, item),
  }
}

function postsOf({ lead, leads, owners }: Owned): string {
  return [...new Set([...(lead === null ? [] : [lead]), ...leads, ...owners])].sort().join(' ')
}

/** A date that the plan has, as the first or as the latest, is no change. */
function dated(before: PlanFileItem, item: PlanFileItem): Partial<PlanFileItem> {
  if (item.due === null) return {}
  const days = [before.due, ...before.revisions.map(({ due }) => due)].map((due) => due?.on)
  if (days.includes(item.due.on) || before.ongoing) return {}
  if (before.revisions.length === 0) return { due: item.due }
  const revised = { due: item.due, note: null, ambiguous: false, approvedBy: null }
  return { revisions: [...before.revisions, revised] }
}

/** A rating that the plan's scale does not have is none of its. */
function newItem(item: PlanFileItem, { scale }: PlanFile): PlanFileItem {
  const codes = new Set<string>(scale.ratings.map(({ code }) => code))
  return {
    ...item,
    opening: item.opening.filter(({ rating }) => rating === undefined || codes.has(rating)),
  }
}

type Role = PlanFile['roles'][number]

function knownCode({ code, title }: Role, { roles }: PlanFile): string | undefined {
  const words = [code, title].map(plainWords)
  return roles.find((role) => [role.code, role.title].some((each) => words.includes(plainWords(each))))?.code
}

function plainWords(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}

function isUsed(code: string, { items }: PlanFile): boolean {
  return items.some(({ lead, leads, owners }) => [lead, ...leads, ...owners].includes(code))
}
