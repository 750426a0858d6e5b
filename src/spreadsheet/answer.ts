import { type Block, inlines, type Message, type Table, type Text } from '../message.ts'
import { plainInline } from '../render/plain.ts'
import { type Cell, dayCell, numberCell, type Sheet, textCell, type Workbook } from './workbook.ts'

/** The tables of an answer, a sheet each, under the heading that stands above it. */
export function workbookOf(
  pages: readonly Message[],
  { title, at }: Pick<Workbook, 'title' | 'at'>,
): Workbook {
  return { title, at, sheets: pages.flatMap(({ blocks }) => sheetsIn(blocks, title)) }
}

function sheetsIn(blocks: readonly Block[], title: string): readonly Sheet[] {
  const above: string[] = []
  return blocks.flatMap((block): readonly Sheet[] => {
    if (block.kind === 'paragraph' || block.kind === 'context') above.push(plain(block.text))
    if (block.kind === 'heading') above.splice(0, above.length, block.text)
    if (block.kind !== 'table') return []
    const intro = [title, ...above.splice(0)].filter((text, place, all) => all.indexOf(text) === place)
    return [sheetOf(block, intro)]
  })
}

function sheetOf({ caption, columns, rows }: Table, intro: readonly string[]): Sheet {
  return {
    name: caption,
    intro,
    columns: columns.map(({ title, align }) => ({
      title,
      ...(align === 'right' ? { holds: 'number' as const } : {}),
    })),
    rows: rows.map((row) => columns.map(({ align }, place) => cellOf(row[place] ?? '', align === 'right'))),
  }
}

/** Only what a column of figures holds is a number: 3.10 elsewhere is a reference. */
function cellOf(text: Text, isFigure: boolean): Cell {
  const words = plain(text)
  if (isFigure && /^-?\d{1,15}(?:\.\d+)?$/.test(words)) return numberCell(Number(words))
  const day = dayNamed(words)
  if (day !== undefined) return dayCell(day)
  const [first] = inlines(text)
  const tone = typeof first === 'object' && first.kind === 'rating' ? first.tone : undefined
  return textCell(words, tone)
}

/** "8 Dec 2020" is a day; a month alone is shown as it is. */
function dayNamed(words: string): string | undefined {
  const [, date = '', month = '', year = ''] = words.match(/^(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})$/) ?? []
  const place = MONTHS.indexOf(month)
  return place < 0 ? undefined : `${year}-${String(place + 1).padStart(2, '0')}-${date.padStart(2, '0')}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function plain(text: Text): string {
  return inlines(text).map(plainInline).join('')
}
