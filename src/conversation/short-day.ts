import { plainReference, type ReferenceIndex } from '../domain/reference.ts'
import type { Words } from '../domain/text.ts'

/** Words behind which a day stands: "on 3.2". */
const LEADS = /^(?:on|by|until|till|to|from|since|with|of|before|after|at)$/

/**
 * Whether `3.2` can be a day where it stands: yes behind a word that leads to one; else not where the plan has an item of
 * that reference, and only at the end of what is said. Undefined if it is as doubtful as it looks.
 */
export function isShortDay(
  { list, raw }: Words,
  { from, to, mustBeLed = false }: { from: number; to: number; mustBeLed?: boolean },
  references: ReferenceIndex,
): boolean | undefined {
  if (LEADS.test(list[from - 1]?.plain ?? '') || LEADS.test(list[from]?.plain ?? '')) return true
  const start = list[from]?.start ?? 0
  const last = list[to - 1]
  const text = raw.slice(start, last?.end).replace(/[,;:.!?)]+$/, '')
  if (references.has(plainReference(text))) return false
  const isEnd = !mustBeLed && (to === list.length || /[,;:.!?)]$/.test(raw.slice(start, last?.end)))
  return isEnd || undefined
}
