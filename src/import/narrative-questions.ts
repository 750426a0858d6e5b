import type { ExtractedItem } from './extracted.ts'
import type { Context } from './map.ts'
import { completedParts, redatedParts } from './narrative.ts'
import { tablesPlace } from './places.ts'
import type { RawItem } from './rows.ts'

type Refs = ReadonlyMap<RawItem, string | null>

interface Told {
  readonly item: RawItem
  readonly parts: readonly RawItem[]
  readonly printed: string
}

/** Where a narrative says that parts are complete: offered as completions, as no day is given. */
export function completions({ rows, asking, document }: Context, refs: Refs): void {
  const told = rows.items.flatMap((item): readonly Told[] => {
    const parts = rows.items.filter(({ parent, isPart }) => parent === item && isPart)
    const letters = parts.map(({ ref }) => ref ?? '')
    if (letters.length === 0) return []
    return item.narrative.flatMap((paragraph) => {
      const found = sentencesOf(paragraph)
        .map((each) => completedParts(each, letters))
        .find((each) => each !== undefined)
      if (!found) return []
      const own =
        found.parts === 'all' ? parts : parts.filter(({ ref }) => ref !== null && found.parts.includes(ref))
      return own.length === 0 ? [] : [{ item, parts: own, printed: found.printed }]
    })
  })
  if (told.length === 0) return
  const named = told.map(({ item, printed }) => `${refs.get(item) ?? item.title}${printed}`)
  asking.ask({
    kind: 'narrative',
    subject: named.join(' '),
    place: tablesPlace(
      document,
      told.map(({ item }) => item.table),
    ),
    about: `${told.length === 1 ? 'One paragraph says' : `${told.length} paragraphs say`} that lettered actions are completed; no day is given`,
    offers: ['complete, day not given', 'leave as note'],
    refs: named,
  })
}

function sentencesOf(paragraph: string): readonly string[] {
  return paragraph.split(/(?<=[.!?])\s+/)
}

/** A narrative speaks of new dates, and the item has one date. */
export function contradictedDates(
  { rows, asking }: Context,
  refs: Refs,
  items: readonly ExtractedItem[],
): void {
  for (const item of rows.items)
    for (const paragraph of item.narrative) {
      const letters = redatedParts(paragraph)
      const parts = rows.items
        .map((part, at) => ({ part, own: items[at] }))
        .filter(({ part }) => part.parent === item && part.isPart && letters.includes(part.ref ?? ''))
      if (!parts.some(({ own }) => (own?.revisions.length ?? 0) > 0)) continue
      for (const { part, own } of parts) {
        if (!own?.due?.on || own.revisions.length > 0) continue
        const called = refs.get(part) ?? part.title
        asking.ask({
          kind: 'contradiction',
          subject: `${called} new date`,
          place: part.place,
          about: `${called}: the narrative says that ${letters[0]}) to ${letters.at(-1)}) have new dates, one date is printed`,
          offers: [`keep ${own.due.printed}`, 'another day'],
          ref: called,
        })
      }
    }
}
