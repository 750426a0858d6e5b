import type { ComparedRow } from './compared.ts'
import type { Comparing } from './comparing.ts'
import type { HeldRow } from './held.ts'
import { asked } from './part.ts'

/** An item that was in the export and is not in the file stays in the plan, unless somebody says otherwise. */
export function missingRow(
  { ref, itemId }: HeldRow,
  { answers, now, sent, isRecorded, keyOf }: Comparing & { readonly keyOf: (text: string) => string },
): readonly ComparedRow[] {
  const key = keyOf(`missing ${ref}`)
  const isInPlan = now.rows.some((row) => row.itemId === itemId)
  if (!isInPlan || isRecorded(key)) return []
  const part = asked(
    answers,
    {
      kind: 'missing-row',
      place: sent.place,
      key: `missing ${ref}`,
      ref,
      text: `${ref} is in the plan and was in the export, and is not in this file. What becomes of it?`,
      answers: [
        { answer: 'stay', means: 'it stays as it is' },
        { answer: 'drop because <reason>', means: 'drop it from the plan, and why' },
      ],
    },
    (answer) => {
      if (/^stays?$/i.test(answer)) return {}
      const [, reason] = answer.match(/^drop\s+because\s+(.+)$/is) ?? []
      if (reason === undefined) return undefined
      return {
        changes: [{ ref, field: 'leaves', from: ref, to: null, place: sent.place }],
        acts: [{ kind: 'leaves', ref, reason: reason.trim() }],
      }
    },
  )
  const { changes = [], acts = [], questions = [] } = part
  return [{ place: sent.place, key, changes, acts, questions }]
}
