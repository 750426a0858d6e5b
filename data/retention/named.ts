import { mapTexts, type Replacement, replaceWords } from '../../src/domain/named-words.ts'
import type { Stored } from './registry.ts'
import type { Edit } from './remove.ts'
import type { Change, Row } from './rewrite.ts'

/** Puts others in the place of words in every text of the database. */
export function replacing(replacements: readonly Replacement[]): Edit {
  const change = (text: string) => replaceWords(text, replacements)
  return (stored, row) => {
    const set: Record<string, string | null> = {}
    for (const [column, { json }] of stored.texts) {
      const value = row[column]
      if (typeof value !== 'string' || value === '') continue
      set[column] = json ? inJson(stored, value, change) : change(value)
    }
    return gonePicture(stored, row, set) ? 'delete' : set
  }
}

/** The plan and item that an entry is filed under, and the seals in it, hold no texts. */
const OUTSIDE = ['plan', 'at', 'action', 'ref', 'rows'] as const

function inJson({ table }: Stored, json: string, change: (text: string) => string): string {
  const value: unknown = JSON.parse(json)
  if (table !== 'trail') return JSON.stringify(mapTexts(value, change))
  const entry = value as Readonly<Record<string, unknown>>
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(entry).map(([name, each]) => [
        name,
        OUTSIDE.some((outside) => outside === name) ? each : mapTexts(each, change),
      ]),
    ),
  )
}

/** A picture is found by the hash of what it draws, and drawn anew when it is asked for again. */
function gonePicture({ table }: Stored, row: Row, set: Change['set']): boolean {
  return table === 'pictures' && set.svg !== undefined && set.svg !== row.svg
}
