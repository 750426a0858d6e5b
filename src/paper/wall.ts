import type { Edition } from '../digest.ts'
import type { Facts, ItemFacts, PastMeeting } from '../domain/facts.ts'
import { moment, shortDay } from '../domain/format.ts'
import type { Picture } from '../message.ts'
import { createDrawing, type Drawing, wrapped } from './drawing.ts'
import { textWidth } from './font.ts'
import { type Sign, signOf, type Tile, tileOf } from './signs.ts'
import { DARK, MUTED, SHADES, WHITE } from './tones.ts'
import { type KeyEntry, keyOf } from './wall-key.ts'
import { wallAlt } from './wall-words.ts'

/** Twice the width of a phone's screen: nothing is smaller there than ten points. */
const WIDTH = 720
const EDGE = 20
const SMALL = 20
const TILE = { width: 41, height: 62, gap: 4 } as const
const COLUMN = 64
const KEY_LINE = 42
/** Past meetings that there is room for. */
const MOST_PAST = 4

interface Row {
  readonly ref: string
  readonly tiles: readonly Tile[]
  /** Of the action as a whole: at past meetings, newest right, and now. */
  readonly cells: readonly Sign[]
}

/** An area, or what of it fits on a sheet. */
interface Stretch {
  readonly title: readonly string[]
  readonly rows: readonly Row[]
}

interface Plan {
  readonly edition: Edition
  readonly heads: readonly (readonly string[])[]
  readonly refWidth: number
  readonly perLine: number
  readonly key: readonly KeyEntry[]
}

/**
 * The plan as a wall: a row for each action with a tile for each of its sub-actions, and beside it the action's rating
 * at the body's past meetings (oldest first) and now. One picture, or several where one would be taller than asked for.
 */
export function wall(
  edition: Edition,
  past: readonly PastMeeting[],
  { tallest = Number.POSITIVE_INFINITY }: { tallest?: number } = {},
): readonly Picture[] {
  const { facts } = edition
  const shown = past.slice(-MOST_PAST)
  const areas = facts.areas.map(({ code, title }) => ({
    title: wrapped(`${code}: ${title}`, { width: WIDTH - 2 * EDGE, lines: 2, size: 22, weight: 'bold' }),
    rows: facts.items
      .filter(({ kind, area }) => kind === 'action' && area === code)
      .map((action) => rowOf(facts, action, shown)),
  }))
  const rows = areas.flatMap((area) => area.rows)
  const refWidth = Math.max(36, ...rows.map(({ ref }) => textWidth(ref, { size: 26, weight: 'bold' }))) + 12
  const room = WIDTH - 2 * EDGE - refWidth - (shown.length + 1) * COLUMN
  const plan: Plan = {
    edition,
    heads: [...shown.map(({ meetingDay }) => headOf(meetingDay)), ['Now']],
    refWidth,
    perLine: Math.max(1, Math.floor((room + TILE.gap) / (TILE.width + TILE.gap))),
    key: keyOf(facts.scale, rows),
  }
  const sheets = sheetsOf(
    areas.filter((area) => area.rows.length > 0),
    plan,
    tallest,
  )
  return sheets.map((stretches, index) =>
    sheet(plan, stretches, {
      name: `wall${index + 1}`,
      part: sheets.length > 1 ? `, part ${index + 1} of ${sheets.length}` : '',
      alt: index === 0 ? wallAlt(edition, shown) : '',
    }),
  )
}

function rowOf(facts: Facts, action: ItemFacts, past: readonly PastMeeting[]): Row {
  const parts = facts.items.filter((item) => item.action === action.ref)
  return {
    ref: action.ref,
    tiles: (parts.length > 0 ? parts : [action]).map((item) => tileOf(facts, item)),
    cells: [
      ...past.map(({ facts: then }): Sign => {
        const was = then?.items.find(({ ref }) => ref === action.ref)
        return then && was ? signOf(then, was) : { kind: 'not-recorded' }
      }),
      signOf(facts, action),
    ],
  }
}

/** The day over its month over its year. */
function headOf(day: string): readonly string[] {
  return shortDay(day).split(' ')
}

const HEAD_HEIGHT = 72
const TITLE_HEIGHT = 28
const AREA_GAP = 14

function rowHeight({ tiles }: Row, { perLine }: Plan): number {
  const lines = Math.ceil(tiles.length / perLine)
  return lines * (TILE.height + TILE.gap) + 12
}

function keyHeight({ key }: Plan): number {
  return 24 + Math.ceil(key.length / 2) * KEY_LINE + EDGE
}

/** Rows in their order, as many to a sheet as fit above its key; an area that goes on says its title again. */
function sheetsOf(areas: readonly Stretch[], plan: Plan, tallest: number): readonly (readonly Stretch[])[] {
  const room = tallest - titleHeight(plan) - HEAD_HEIGHT - keyHeight(plan)
  const sheets: Stretch[][] = [[]]
  let used = 0
  for (const { title, rows } of areas) {
    for (const [index, row] of rows.entries()) {
      const titled = AREA_GAP + title.length * TITLE_HEIGHT
      const height = rowHeight(row, plan)
      const isFull = used > 0 && used + height + (index === 0 ? titled : 0) > room
      if (isFull) {
        sheets.push([])
        used = 0
      }
      const sheet = sheets.at(-1) ?? []
      const begins = index === 0 || isFull
      if (begins) sheet.push({ title, rows: [row] })
      else sheet.push({ title, rows: [...(sheet.pop()?.rows ?? []), row] })
      used += height + (begins ? titled : 0)
    }
  }
  return sheets
}

function titleLines({ edition: { facts } }: Plan): readonly string[] {
  return wrapped(titleOf(facts), { width: WIDTH - 2 * EDGE, lines: 2, size: 30, weight: 'bold' })
}

function titleHeight(plan: Plan): number {
  return EDGE + titleLines(plan).length * 36 + 32
}

function titleOf({ body, meeting }: Facts): string {
  return meeting ? `${body.name}, ${shortDay(meeting.day)}` : body.name
}

function sheet(
  plan: Plan,
  stretches: readonly Stretch[],
  { name, part, alt }: { name: string; part: string; alt: string },
): Picture {
  const { facts, origin } = plan.edition
  const drawing = createDrawing(name)
  let y = EDGE
  for (const line of titleLines(plan)) {
    drawing.text(line, { x: EDGE, y: y + 28 }, { size: 30, weight: 'bold' })
    y += 36
  }
  const draft = origin.kind === 'draft' ? ', draft' : ''
  const at = `As at ${moment(new Date(facts.asAt), facts.timeZone)}${draft}${part}`
  drawing.text(at, { x: EDGE, y: y + 22 }, { size: 22, fill: MUTED })
  y += 32
  heads(drawing, plan, y)
  y += HEAD_HEIGHT
  for (const stretch of stretches) {
    y += AREA_GAP
    for (const line of stretch.title) {
      drawing.text(line, { x: EDGE, y: y + 20 }, { size: 22, weight: 'bold' })
      y += TITLE_HEIGHT
    }
    for (const row of stretch.rows) {
      drawing.box({ x: EDGE, y, width: WIDTH - 2 * EDGE, height: 1 }, { fill: '#b1b4b6' })
      rowAt(drawing, plan, { row, y: y + 8 })
      y += rowHeight(row, plan)
    }
  }
  drawing.box({ x: EDGE, y, width: WIDTH - 2 * EDGE, height: 2 }, { fill: DARK })
  keyAt(drawing, plan.key, y + 24)
  const height = y + keyHeight(plan)
  const title = `The plan as a wall: ${titleOf(facts)}${part}`
  const told = { title, alt: alt === '' ? `${title}. The words are with the first part.` : alt }
  return { kind: 'picture', ...told, svg: drawing.svg({ width: WIDTH, height }, told), width: WIDTH, height }
}

function heads(drawing: Drawing, { heads: all }: Plan, y: number): void {
  for (const [index, words] of all.entries()) {
    const x = columnAt(index, all.length)
    const weight = index === all.length - 1 ? 'bold' : 'regular'
    for (const [line, word] of words.entries()) {
      const base = y + 66 - (words.length - 1 - line) * 22
      drawing.text(word, { x, y: base }, { size: SMALL, anchor: 'middle', weight })
    }
  }
}

/** The middle of a column: the last ends at the edge. */
function columnAt(index: number, columns: number): number {
  return WIDTH - EDGE - (columns - index) * COLUMN + COLUMN / 2
}

function rowAt(drawing: Drawing, plan: Plan, { row, y }: { row: Row; y: number }): void {
  drawing.text(row.ref, { x: EDGE, y: y + 40 }, { size: 26, weight: 'bold' })
  for (const [index, tile] of row.tiles.entries()) {
    tileAt(drawing, tile, {
      x: EDGE + plan.refWidth + (index % plan.perLine) * (TILE.width + TILE.gap),
      y: y + Math.floor(index / plan.perLine) * (TILE.height + TILE.gap),
    })
  }
  for (const [index, sign] of row.cells.entries()) {
    signAt(drawing, sign, {
      x: columnAt(index, row.cells.length) - TILE.width / 2,
      y: y + (TILE.height - TILE.width) / 2,
      height: TILE.width,
    })
  }
}

function tileAt(drawing: Drawing, { letter, sign, late }: Tile, { x, y }: { x: number; y: number }): void {
  const ink = signAt(drawing, sign, { x, y, height: TILE.height, letter })
  const bar = { x: x + 4, y: y + TILE.height - 11, width: TILE.width - 8, height: 7 }
  if (late === 'overdue') drawing.box(bar, { fill: ink })
  if (late === 'unknown') drawing.box(bar, { fill: WHITE, edge: ink, thick: 1.5 })
}

/** Answers with the colour that can be read on it. */
function signAt(
  drawing: Drawing,
  sign: Sign,
  { x, y, height, letter = '' }: { x: number; y: number; height: number; letter?: string },
): string {
  const { fill, ink, ...edge } = faceOf(sign)
  drawing.box({ x, y, width: TILE.width, height }, { fill, ...edge })
  const middle = x + TILE.width / 2
  if (letter !== '') {
    const size = Math.min(24, (24 * (TILE.width - 8)) / textWidth(letter, { size: 24, weight: 'bold' }))
    drawing.text(letter, { x: middle, y: y + 23 }, { size, weight: 'bold', fill: ink, anchor: 'middle' })
  }
  const at = { x: middle, y: y + (letter === '' ? height / 2 : 38) }
  const mark = markOf(sign)
  if (drawing.sign(mark.sign, at, { size: letter === '' ? 22 : 18, fill: ink })) return ink
  drawing.text(
    mark.letter,
    { x: at.x, y: at.y + 8 },
    { size: 22, weight: 'bold', fill: ink, anchor: 'middle' },
  )
  return ink
}

function markOf(sign: Sign): { readonly sign: string; readonly letter: string } {
  switch (sign.kind) {
    case 'rating':
      return { sign: sign.rating.mark, letter: sign.rating.letter }
    case 'complete':
      return { sign: '✓', letter: '' }
    case 'not-rated':
      return { sign: '○', letter: '' }
    case 'not-recorded':
      return { sign: '–', letter: '' }
  }
}

interface Face {
  readonly fill: string
  readonly ink: string
  readonly edge?: string
  readonly thick?: number
  readonly dashes?: string
}

const DASHES = '6 4'

function faceOf(sign: Sign): Face {
  switch (sign.kind) {
    case 'rating': {
      const { fill, ink, pale } = SHADES[sign.rating.tone]
      if (sign.look === 'said') return { fill, ink }
      const face = { fill: pale, ink: DARK, edge: fill, thick: 4 }
      return sign.look === 'rolled-up' ? face : { ...face, edge: DARK, thick: 2, dashes: DASHES }
    }
    case 'complete':
      return { fill: '#f3f2f1', ink: DARK, edge: MUTED, thick: 1 }
    case 'not-rated': {
      const face = { fill: WHITE, ink: MUTED, edge: MUTED, thick: 1.5 }
      return sign.isNotStarted ? { ...face, dashes: DASHES } : face
    }
    case 'not-recorded':
      return { fill: WHITE, ink: MUTED }
  }
}

function keyAt(drawing: Drawing, entries: readonly KeyEntry[], y: number): void {
  const lines = Math.ceil(entries.length / 2)
  for (const [index, { sign, late, text }] of entries.entries()) {
    const x = EDGE + Math.floor(index / lines) * ((WIDTH - 2 * EDGE) / 2)
    const top = y + (index % lines) * KEY_LINE
    const ink = signAt(drawing, sign, { x, y: top, height: 34 })
    if (late !== null) {
      const bar = { x: x + 4, y: top + 25, width: TILE.width - 8, height: 6 }
      drawing.box(bar, late === 'overdue' ? { fill: ink } : { fill: WHITE, edge: ink, thick: 1.5 })
    }
    drawing.text(text, { x: x + TILE.width + 10, y: top + 24 }, { size: SMALL })
  }
}
