import type { Asking } from './asking.ts'
import { colourName, isGrey, isWhite, nearest, toneOf, USUAL } from './colours.ts'
import { type Column, RATING_WORDS } from './columns.ts'
import { type Cell, cellText, linesOf } from './document.ts'
import type { Basis, Checkpoint, ExtractedRating } from './extracted.ts'
import type { RawItem } from './rows.ts'
import { type Key, USUAL_WORDS } from './scale.ts'

export interface RatingContext {
  readonly key: Key | undefined
  readonly asking: Asking
  readonly tablesPlace: (numbers: readonly number[]) => string
  /** Columns in which most cells hold a rating in words. */
  readonly worded: ReadonlySet<Column>
  readonly inForce: Column | undefined
}

/** What one cell says of a rating. */
interface Said {
  readonly value: string | null
  readonly basis: Basis
  readonly colour?: string
  readonly asked?: true
  /** What stands in the cell beside the rating. */
  readonly rest: readonly string[]
}

export interface Rated {
  readonly rating: ExtractedRating | null
  readonly checkpoints: readonly Checkpoint[]
  readonly narrative: readonly string[]
  readonly isAsked: boolean
}

export function ratedOf(item: RawItem, context: RatingContext): Rated {
  const checkpoints: Checkpoint[] = []
  const narrative: string[] = []
  let rating: ExtractedRating | null = null
  let isAsked = false
  for (const [column, cell] of item.rated) {
    const said = ratingIn(cell, { item, column, context })
    const isNow = column === context.inForce || column.at === undefined
    if (said && isNow) {
      narrative.push(...said.rest)
      if (said.asked && said.value === null && said.basis !== 'cell colour') isAsked = true
      else {
        const at = column.at === undefined ? {} : { at: column.at }
        const mark = said.asked ? { asked: true as const } : {}
        rating = { value: said.value, basis: said.basis, ...at, place: cell.place, ...mark }
      }
    }
    if (said && column.at !== undefined && (column.role === 'checkpoint' || !isNow)) {
      const colour = said.colour === undefined ? {} : { colour: said.colour }
      const mark = said.asked ? { asked: true as const } : {}
      checkpoints.push({
        at: column.at,
        printed: column.header,
        rating: said.value,
        basis: said.basis,
        ...colour,
        place: cell.place,
        ...mark,
      })
    }
  }
  return { rating, checkpoints, narrative, isAsked }
}

interface InCell {
  readonly item: RawItem
  readonly column: Column
  readonly context: RatingContext
}

function ratingIn(cell: Cell, { item, column, context }: InCell): Said | undefined {
  const [first = '', ...rest] = linesOf(cell)
  const fill = cell.fill && !isWhite(cell.fill.colour) ? cell.fill : undefined
  const text = first.replace(/[.:]$/, '').trim()
  if (text !== '' && !/^[-–—.]$/.test(text)) {
    const [word, inline] = wordIn(text, context.key)
    const said = wordRating(word, { item, cell, context })
    const own = inline === undefined ? rest : [inline, ...rest]
    return fill
      ? contradicted({ ...said, rest: own }, fill.colour, { item, cell, context })
      : { ...said, rest: own }
  }
  if (!fill) return undefined
  const colour = fill.colour
  if (context.worded.has(column)) return lone(colour, { item, cell, context })
  const exact = context.key?.ratings.find((each) => each.colour === colour)
  if (exact) return { value: exact.rating, basis: 'cell colour', colour, rest: [] }
  const stored = context.key?.ratings.find((each) => each.colour === fill.stored)
  const answer = context.asking.ask({ kind: 'colour', subject: colour, place: 'file', about: colour })
  if (answer !== undefined) return { value: ratingOf(answer), basis: 'cell colour', colour, rest: [] }
  if (stored) return { value: stored.rating, basis: 'cell colour', colour, rest: [] }
  return { value: null, basis: 'cell colour', colour, asked: true, rest: [] }
}

/** "Amber – the forum has not answered": the rating and what is said of it. */
function wordIn(text: string, key: Key | undefined): readonly [word: string, rest?: string] {
  if (known(text, key)) return [text]
  const [, word, rest] = /^(.{1,26}?)\s*(?:[:;(]|\s[–—-]\s|\.\s)\s*(.+)$/s.exec(text) ?? []
  return word !== undefined && rest !== undefined && (known(word, key) || RATING_WORDS.test(word))
    ? [word, rest]
    : [text]
}

function known(word: string, key: Key | undefined): string | undefined {
  const plain = word.toLowerCase().replace(/\s+/g, ' ')
  const ratings = key?.ratings ?? []
  const own = ratings.find(({ rating }) => rating.toLowerCase() === plain)
  if (own) return own.rating
  const meant = USUAL_WORDS.get(plain)
  const said =
    ratings.find(({ rating }) => rating.toLowerCase() === meant) ??
    ratings.find(({ rating }) => USUAL_WORDS.get(rating.toLowerCase()) === meant && meant !== undefined)
  if (said) return said.rating
  const worded = ratings.filter(({ words }) => words?.toLowerCase() === plain)
  return worded.length === 1 ? worded[0]?.rating : undefined
}

function basisOf(word: string): Basis {
  if (/^\d+$/.test(word)) return 'score'
  return word.length === 1 ? 'letter' : 'words'
}

interface At {
  readonly item: RawItem
  readonly cell: Cell
  readonly context: RatingContext
}

function wordRating(word: string, { item, cell, context }: At): Omit<Said, 'rest'> {
  const { key, asking } = context
  const value = known(word, key)
  if (value !== undefined) return { value, basis: basisOf(word) }
  if (!key && isUsual(word)) return { value: word, basis: basisOf(word) }
  const offers = key ? [...key.ratings.map(({ rating }) => rating)].slice(0, 3) : offersFor(word)
  const answer = asking.ask({
    kind: 'rating',
    subject: word,
    place: cell.place,
    about: `“${word}” is no rating of the key`,
    offers:
      /^[a-z]+\/[a-z]+$/i.test(word) && !/^n\/a$/i.test(word)
        ? word.split('/')
        : [...offersFor(word), ...offers].slice(0, 4),
    ...(item.ref !== null && { ref: item.ref }),
  })
  if (answer === undefined) return { value: null, basis: basisOf(word), asked: true }
  return { value: ratingOf(answer), basis: basisOf(word) }
}

function isUsual(word: string): boolean {
  return (
    USUAL_WORDS.has(word.toLowerCase()) ||
    /^[1-9]$/.test(word) ||
    (RATING_WORDS.test(word) && word.length > 2 && !word.includes('/'))
  )
}

function offersFor(word: string): readonly string[] {
  if (/^n\/?a$/i.test(word)) return ['no rating', 'not due yet']
  if (/^c$/i.test(word)) return ['complete', 'another rating', 'no rating']
  return ['another rating', 'no rating']
}

const NO_RATING: readonly string[] = ['no rating', 'not due yet', 'paused', 'leave it out', 'another rating']

/** The rating that an answer gives; null for none. */
function ratingOf(answer: string): string | null {
  return NO_RATING.includes(answer.toLowerCase()) ? null : answer
}

/** A colour in a column of numbers or words, where its cell has neither. */
function lone(colour: string, { item, cell, context }: At): Said {
  const value = context.key?.ratings.find((each) => each.colour === colour)?.rating ?? toneOf(colour) ?? null
  const answer = context.asking.ask({
    kind: 'colour',
    subject: `${item.ref ?? item.title}`,
    place: cell.place,
    about: `${item.ref ?? item.title}: no number or word, ${value === null ? 'a colour' : `the colour of ${value}`}`,
    offers: [...(value === null ? [] : [value]), 'no rating'],
    ...(item.ref !== null && { ref: item.ref }),
    seen: 1,
  })
  if (answer !== undefined) return { value: ratingOf(answer), basis: 'cell colour', rest: [] }
  return { value, basis: 'cell colour', asked: true, rest: [] }
}

/** The number, letter or word wins over the colour; where they differ it is asked. */
function contradicted(said: Said, colour: string, { item, cell, context }: At): Said {
  const { key, asking } = context
  const own = key?.ratings.find((each) => each.colour === colour)?.rating
  const tone = toneOf(colour)
  const differs =
    own !== undefined
      ? own !== said.value
      : !key && tone !== undefined && usualTone(said.value) !== undefined && usualTone(said.value) !== tone
  if (said.value === null || !differs) return said
  const other = own ?? tone ?? colour
  const answer = asking.ask({
    kind: 'contradiction',
    subject: `${item.ref ?? item.title} ${said.value} ${other}`,
    place: cell.place,
    about: `${item.ref ?? item.title}: the ${said.basis === 'score' ? 'number' : 'word'} is ${said.value}, the colour is that of ${other}`,
    offers: [said.value, other],
    ...(item.ref !== null && { ref: item.ref }),
  })
  return answer === undefined ? said : { ...said, value: ratingOf(answer) }
}

function usualTone(value: string | null): string | undefined {
  return value === null ? undefined : USUAL_WORDS.get(value.toLowerCase())
}

export interface ColourUse {
  readonly seen: number
  readonly tables: Set<number>
  readonly theme: string | undefined
  readonly stored: string | undefined
}

/** How often each colour stands alone in a cell of ratings. */
export function coloursUsed(
  items: readonly RawItem[],
  worded: ReadonlySet<Column>,
): ReadonlyMap<string, ColourUse> {
  const used = new Map<string, ColourUse>()
  for (const { rated, table } of items)
    for (const [column, { fill, ...cell }] of rated) {
      if (!fill || isWhite(fill.colour) || cellText(cell) !== '' || worded.has(column)) continue
      const before = used.get(fill.colour)
      const tables = before?.tables ?? new Set()
      tables.add(table)
      used.set(fill.colour, { seen: (before?.seen ?? 0) + 1, tables, theme: fill.theme, stored: fill.stored })
    }
  return used
}

/** One question for each colour that is not exactly one of the key's; said before the cells are read. */
export function askColours(
  used: ReadonlyMap<string, ColourUse>,
  { key, asking, tablesPlace }: Pick<RatingContext, 'key' | 'asking' | 'tablesPlace'>,
): number {
  let exact = 0
  for (const [colour, { seen, tables, theme }] of used) {
    if (key?.ratings.some((each) => each.colour === colour)) {
      exact += seen
      continue
    }
    const scale = key?.ratings.some((each) => each.colour !== undefined) ? key.ratings : USUAL
    const near = nearest<{ readonly rating: string; readonly colour?: string }>(colour, scale)
    const [first] = near
    const offers = isGrey(colour) ? ['not due yet', 'no rating', 'paused'] : [...near, 'no rating']
    asking.ask({
      kind: 'colour',
      subject: colour,
      place: tablesPlace([...tables]),
      about: `${colourName(colour)}${theme === undefined ? '' : ` (theme colour ${theme})`}: ${seen === 1 ? 'one cell' : `${seen} cells`}. Which rating is it?`,
      offers,
      seen,
      ...(!isGrey(colour) && first !== undefined && { nearest: first }),
    })
  }
  return exact
}
