import type { Edition } from '../digest.ts'
import { isCounted } from '../domain/counts.ts'
import type { Facts, ItemFacts, PastMeeting } from '../domain/facts.ts'
import { shortDay } from '../domain/format.ts'
import { groupsOf, type Row as RowFacts, rowsOf } from '../domain/groups.ts'
import { wrapped } from './drawing.ts'
import { textWidth } from './font.ts'
import { type Sign, signOf, type Tile, tileOf } from './signs.ts'
import { type KeyEntry, keyOf } from './wall-key.ts'

/** Twice the width of a phone's screen, where the smallest text then shows at ten points. */
export const WIDTH = 720
export const EDGE = 20
export const SMALL = 20
export const TILE = { width: 41, height: 62, gap: 4 } as const
export const COLUMN = 64
export const KEY_LINE = 42
export const HEAD_HEIGHT = 72
export const TITLE_HEIGHT = 28
export const AREA_GAP = 14
/** Past meetings that fit. */
const MOST_PAST = 4
/** Longer references are drawn smaller. */
const WIDEST_REF = 120
const REF_SIZE = 26

export interface Row {
  readonly ref: string
  readonly tiles: readonly Tile[]
  /** The whole: at past meetings, oldest first, and now. */
  readonly cells: readonly Sign[]
}

/** A group, or the part of it that fits on a sheet. */
export interface Stretch {
  readonly title: readonly string[]
  readonly rows: readonly Row[]
}

export interface Layout {
  readonly edition: Edition
  /** Oldest first. */
  readonly past: readonly PastMeeting[]
  readonly groups: readonly Stretch[]
  readonly heads: readonly (readonly string[])[]
  readonly refWidth: number
  readonly refSize: number
  readonly perLine: number
  readonly key: readonly KeyEntry[]
}

/** The content of the wall and its measurements, before anything is drawn. */
export function layoutOf(edition: Edition, past: readonly PastMeeting[]): Layout {
  const { facts } = edition
  const shown = past.slice(-MOST_PAST)
  const groups = groupsOf(facts).map((group) => ({
    title: group.whole ? titleLinesOf(group.whole) : [],
    rows: rowsOf(group).map((row) => rowOf(facts, row, shown)),
  }))
  const rows = groups.flatMap((group) => group.rows)
  const widest = Math.max(0, ...rows.map(({ ref }) => textWidth(ref, { size: REF_SIZE, weight: 'bold' })))
  const refWidth = Math.min(WIDEST_REF, widest) + 12
  const room = WIDTH - 2 * EDGE - refWidth - (shown.length + 1) * COLUMN
  return {
    edition,
    past: shown,
    groups,
    heads: [...shown.map(({ meetingDay }) => headOf(meetingDay)), ['Now']],
    refWidth,
    refSize: widest > WIDEST_REF ? (REF_SIZE * WIDEST_REF) / widest : REF_SIZE,
    perLine: Math.max(1, Math.floor((room + TILE.gap) / (TILE.width + TILE.gap))),
    key: keyOf(facts.scale, rows),
  }
}

function titleLinesOf({ ref, title }: ItemFacts): readonly string[] {
  return wrapped(`${ref}: ${title}`, { width: WIDTH - 2 * EDGE, lines: 2, size: 22, weight: 'bold' })
}

function rowOf(facts: Facts, { whole, parts }: RowFacts, past: readonly PastMeeting[]): Row {
  const isAlone = isCounted(whole)
  return {
    ref: whole.ref,
    tiles: parts.map((item) => tileOf(facts, item, { isAlone })),
    cells: [
      ...past.map(({ facts: then }): Sign => {
        const was = then?.items.find(({ id }) => id === whole.id)
        return then && was ? signOf(then, was) : { kind: 'not-recorded' }
      }),
      signOf(facts, whole),
    ],
  }
}

/** The day over its month over its year. */
function headOf(day: string): readonly string[] {
  return shortDay(day).split(' ')
}

export function rowHeight({ tiles }: Row, { perLine }: Layout): number {
  const lines = Math.ceil(tiles.length / perLine)
  return lines * (TILE.height + TILE.gap) + 12
}

export function keyHeight({ key }: Layout): number {
  return 24 + Math.ceil(key.length / 2) * KEY_LINE + EDGE
}

/** Rows in order, as many to a sheet as fit above its key; a continued group repeats its title. */
export function sheetsOf(layout: Layout, tallest: number): readonly (readonly Stretch[])[] {
  const room = tallest - titleHeight(layout) - HEAD_HEIGHT - keyHeight(layout)
  const sheets: Stretch[][] = [[]]
  let used = 0
  for (const { title, rows } of layout.groups) {
    for (const [index, row] of rows.entries()) {
      const titled = AREA_GAP + title.length * TITLE_HEIGHT
      const height = rowHeight(row, layout)
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

export function titleLines({ edition: { facts } }: Layout): readonly string[] {
  return wrapped(titleOf(facts), { width: WIDTH - 2 * EDGE, lines: 2, size: 30, weight: 'bold' })
}

function titleHeight(layout: Layout): number {
  return EDGE + titleLines(layout).length * 36 + 32
}

export function titleOf({ body, meeting }: Facts): string {
  return meeting ? `${body.name}, ${shortDay(meeting.day)}` : body.name
}
