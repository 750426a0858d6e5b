import { isWhite, type Tone, toneOf } from './colours.ts'
import { type Cell, cellText, type Document, runsText, type Table } from './document.ts'
import type { ScaleRating } from './extracted.ts'

/** The ratings of a document, as its own key gives them. */
export interface Key {
  readonly ratings: readonly ScaleRating[]
  /** "table 1", "paragraph 3", "Key!A1:B6" */
  readonly place: string
  /** The table that it stands in. */
  readonly table: Table | undefined
  /** Whether the key says how its ratings are called. */
  readonly hasNames: boolean
}

const NAMED_KEY = /\b(?:key|legend|rag|rating|scale|scores?|status)\b/i
const LONGEST_KEY = 14
const LONGEST_NAME = 26

/** A text that stands for itself: a paragraph, or a line above a sheet's table. */
export interface Line {
  readonly place: string
  readonly text: string
  readonly level: number
}

export function keyOf(
  document: Document,
  lines: readonly Line[],
  plans: ReadonlySet<Table>,
): Key | undefined {
  const tables = document.tables.filter((each) => !plans.has(each) && each.rows.length <= LONGEST_KEY)
  for (const table of tables) {
    const key = colouredKey(table) ?? plainKey(table)
    if (key) return key
  }
  return lines.map(keyInWords).find((each) => each !== undefined)
}

function colouredKey(table: Table): Key | undefined {
  const found = table.rows.flatMap(({ cells }, row) =>
    cells.flatMap((cell): readonly Found[] => {
      const { fill } = cell
      if (!fill || isWhite(fill.colour)) return []
      return [ratingIn(cell, besides(table, row, cell))]
    }),
  )
  const colours = new Set(found.map(({ rating }) => rating.colour))
  const tones = new Set([...colours].map((each) => toneOf(each ?? '')))
  const isKey = found.length >= 2 && found.length <= 9 && colours.size === found.length && tones.size >= 2
  if (!isKey) return undefined
  // Where some have no name, what looks like one in the others is the beginning of their words.
  const hasNames = found.every(({ isNamed }) => isNamed)
  const ratings = found.map(({ rating, unnamed }) => (hasNames ? rating : unnamed))
  return { ratings, place: tablePlace(table), table, hasNames }
}

/** What stands to the right of a coloured cell, else below it, without a colour of its own. */
function besides(table: Table, row: number, cell: Cell): string {
  const right = table.rows[row]?.cells.find(
    ({ column, fill }) =>
      column === cell.column + cell.width &&
      (fill === undefined || isWhite(fill.colour) || fill.colour === cell.fill?.colour),
  )
  const text = right ? cellText(right) : ''
  if (text !== '') return text
  const below = table.rows[row + 1]?.cells.find(
    ({ column, fill }) => column === cell.column && (fill === undefined || isWhite(fill.colour)),
  )
  return below ? cellText(below) : ''
}

interface Found {
  readonly rating: ScaleRating
  readonly isNamed: boolean
  /** As it is without a name of its own. */
  readonly unnamed: ScaleRating
}

function ratingIn(cell: Cell, beside: string): Found {
  const colour = cell.fill?.colour ?? ''
  const place = cell.place
  const own = cellText(cell).replaceAll('\n', ' ')
  const [name, words] = divided(own === '' ? beside : own)
  const unnamed = { rating: toneOf(colour) ?? colour, words: own || beside || null, colour, place }
  const named = (rating: string, said: string | null): Found => ({
    rating: { rating, words: said, colour, place },
    isNamed: true,
    unnamed,
  })
  if (own !== '' && isName(own)) return named(own, beside || null)
  if (words !== null && isName(name)) return named(name, words)
  if (own === '' && isName(beside)) return named(beside, null)
  return { rating: unnamed, isNamed: false, unnamed }
}

function isName(text: string): boolean {
  return text !== '' && text.length <= LONGEST_NAME && text.split(' ').length <= 3
}

/** "Red – not started", "1: Achieved", "G = on track" */
function divided(text: string): readonly [name: string, words: string | null] {
  const [, name, words] = /^(.{1,26}?)\s*(?:[:=]|\s[–—-]\s)\s*(.+)$/.exec(text) ?? []
  return name === undefined || words === undefined ? [text, null] : [name.trim(), words.trim()]
}

/** A key without colours: a column of names beside one of words, under a heading that says so. */
function plainKey(table: Table): Key | undefined {
  const rows = table.rows.filter(({ cells }) => cells.filter((each) => cellText(each) !== '').length >= 2)
  const called = `${table.place} ${table.heading ?? ''} ${table.rows[0]?.cells.map(cellText).join(' ') ?? ''}`
  if (!NAMED_KEY.test(called) || rows.length < 2) return undefined
  const isHeader = ({ cells }: Table['rows'][number]) =>
    NAMED_KEY.test(cells.map(cellText).join(' ')) && !/^\S$/.test(cellText(cells[0] ?? NOTHING))
  const ratings = rows
    .filter((row) => !isHeader(row))
    .map(({ cells }): ScaleRating => {
      const [first, second] = cells.filter((each) => cellText(each) !== '')
      return {
        rating: cellText(first ?? NOTHING),
        words: cellText(second ?? NOTHING) || null,
        place: first?.place ?? table.place,
      }
    })
  const isKey = ratings.length >= 2 && ratings.length <= 9 && ratings.every(({ rating }) => isName(rating))
  return isKey ? { ratings, place: tablePlace(table), table, hasNames: true } : undefined
}

const NOTHING: Pick<Cell, 'paragraphs'> = { paragraphs: [] }

function keyInWords({ place, text }: Line): Key | undefined {
  const [, rest] =
    /^(?:status|key|rag(?: rating| key)?|b?rag|ratings?|legend|scale|key to (?:ratings|colours|scores))\b[^:]{0,20}:\s*(.+)$/is.exec(
      text,
    ) ?? []
  if (rest === undefined) return undefined
  const parts = rest.split(rest.includes(';') ? ';' : ',')
  const ratings = parts
    .map((each) => each.trim().replace(/\.$/, ''))
    .filter((each) => each !== '')
    .map((each): ScaleRating => {
      const [name, words] = divided(each)
      const [, bracketed, inside] = words === null ? (/^(.{1,26}?)\s*\((.+)\)$/.exec(each) ?? []) : []
      return bracketed === undefined
        ? { rating: name, words, place }
        : { rating: bracketed, words: inside ?? null, place }
    })
  const isKey = ratings.length >= 2 && ratings.length <= 9 && ratings.every(({ rating }) => isName(rating))
  return isKey ? { ratings, place, table: undefined, hasNames: true } : undefined
}

/** The range of a sheet, as a table's place; Word's tables have a number. */
function tablePlace(table: Table): string {
  const cells = table.rows.flatMap((row) => row.cells)
  const [first] = cells
  if (!first) return table.place
  if (table.place === '') return `lines ${table.rows[0]?.number} to ${table.rows.at(-1)?.number}`
  if (!first.place.includes('!')) return table.place
  return table.place
}

export function isFinal(words: string | null): boolean {
  return /\bembedded\b|\bsigned[- ]?off\b|\bsustained\b/i.test(words ?? '')
}

/** What people say for a rating of a usual scale. */
export const USUAL_WORDS: ReadonlyMap<string, Tone | 'grey'> = new Map([
  ['r', 'red'],
  ['red', 'red'],
  ['a', 'amber'],
  ['amber', 'amber'],
  ['y', 'amber'],
  ['yellow', 'amber'],
  ['g', 'green'],
  ['green', 'green'],
  ['b', 'blue'],
  ['blue', 'blue'],
])

export function lineOf(runs: Parameters<typeof runsText>[0]): string {
  return runsText(runs).trim()
}
