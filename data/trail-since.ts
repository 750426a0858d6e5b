import { GENESIS } from './audit/stored.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import { type TrailEntry, trailEnd } from './trail.ts'

/**
 * A mark of what somebody has been shown: the latest entry of the trail, in letters alone. It tells nothing of how many
 * entries there are, and is never taken for a child's number.
 */
export async function seenNow(db: Database | Writing): Promise<string> {
  return ((await trailEnd(db))?.hash ?? GENESIS).replace(/\d/g, (digit) => LETTERS.charAt(Number(digit)))
}

/** The letters that no hexadecimal number has stand for its digits. */
const LETTERS = 'ghijklmnop'

/**
 * What was done to some items after a mark, in order, refusals left out. A mark that is not known here counts as older than
 * everything.
 */
export async function changesSince(
  db: Database | Writing,
  planId: number,
  { seen, refs }: { seen: string; refs: readonly string[] },
): Promise<readonly TrailEntry[]> {
  const hash = seen.replace(/[g-p]/g, (letter) => String(LETTERS.indexOf(letter)))
  const mark = await db.selectFrom('trail').select('seq').where('hash', '=', hash).executeTakeFirst()
  const rows = await db
    .selectFrom('trail')
    .select('payload')
    .where('planId', '=', planId)
    .where('seq', '>', mark?.seq ?? 0)
    .where(({ or, eb }) => or([among('ref', refs), eb('ref', 'is', null)]))
    .orderBy('seq')
    .execute()
  return rows
    .map(({ payload }) => JSON.parse(payload) as TrailEntry)
    .filter((entry) => (entry.ref === null ? isReimport(entry, refs) : entry.action !== 'refused'))
}

/** Whether a newer plan file changed one of the items, in an entry of before each item had its own. */
function isReimport({ action, after }: TrailEntry, refs: readonly string[]): boolean {
  const { changes = [], byItem = false } = (after ?? {}) as { changes?: readonly string[]; byItem?: boolean }
  return (
    action === 'import' &&
    !byItem &&
    changes.some((text) => text.split(/[\s:,]+/).some((word) => refs.includes(word)))
  )
}
