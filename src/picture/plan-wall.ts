import { countedText } from '../../digests/sections/words.ts'
import type { Edition } from '../digest.ts'
import { isCounted, isUnfinished, isWhole, openGroups, ratedWholes } from '../domain/counts.ts'
import type { Facts, PastMeeting } from '../domain/facts.ts'
import { count, listed, moment, shortDay } from '../domain/format.ts'
import { type Group, groupsOf, rowsOf } from '../domain/groups.ts'
import { wordFor } from '../domain/hierarchy.ts'
import { itemsAtStart, itemsText } from '../domain/items-text.ts'
import { needsSignOff, ratingWords } from '../domain/scale.ts'
import type { Message, Picture } from '../message.ts'
import { createDrawing, type Drawing } from './drawing.ts'
import { DARK, MUTED } from './tones.ts'
import type { KeyEntry } from './wall-key.ts'
import {
  AREA_GAP,
  COLUMN,
  EDGE,
  HEAD_HEIGHT,
  KEY_LINE,
  keyHeight,
  type Layout,
  layoutOf,
  type Row,
  rowHeight,
  SMALL,
  type Stretch,
  sheetsOf,
  TILE,
  TITLE_HEIGHT,
  titleLines,
  titleOf,
  WIDTH,
} from './wall-layout.ts'
import { drawSign, drawTile } from './wall-tile.ts'

/**
 * The plan as a wall: a row for each whole with a tile for each of its parts, and beside it its own rating
 * at the body's past meetings (oldest first) and now. A wall taller than `tallest` becomes several pictures.
 */
export function planWall(
  edition: Edition,
  past: readonly PastMeeting[],
  { tallest = Number.POSITIVE_INFINITY }: { tallest?: number } = {},
): readonly Picture[] {
  const layout = layoutOf(edition, past)
  const sheets = sheetsOf(layout, tallest)
  return sheets.map((stretches, index) =>
    drawSheet(layout, stretches, {
      name: `wall${index + 1}`,
      part: sheets.length > 1 ? `, part ${index + 1} of ${sheets.length}` : '',
      alt: index === 0 ? wallAlt(edition, layout.past) : '',
    }),
  )
}

function drawSheet(
  layout: Layout,
  stretches: readonly Stretch[],
  { name, part, alt }: { name: string; part: string; alt: string },
): Picture {
  const { facts, origin } = layout.edition
  const drawing = createDrawing(name)
  let y = EDGE
  for (const line of titleLines(layout)) {
    drawing.text(line, { x: EDGE, y: y + 28 }, { size: 30, weight: 'bold' })
    y += 36
  }
  const draft = origin.kind === 'draft' ? ', draft' : ''
  const at = `As at ${moment(new Date(facts.asAt), facts.timeZone)}${draft}${part}`
  drawing.text(at, { x: EDGE, y: y + 22 }, { size: 22, fill: MUTED })
  y += 32
  drawHeads(drawing, layout, y)
  y += HEAD_HEIGHT
  for (const stretch of stretches) {
    y += AREA_GAP
    for (const line of stretch.title) {
      drawing.text(line, { x: EDGE, y: y + 20 }, { size: 22, weight: 'bold' })
      y += TITLE_HEIGHT
    }
    for (const row of stretch.rows) {
      drawing.box({ x: EDGE, y, width: WIDTH - 2 * EDGE, height: 1 }, { fill: '#b1b4b6' })
      drawRow(drawing, layout, { row, y: y + 8 })
      y += rowHeight(row, layout)
    }
  }
  drawing.box({ x: EDGE, y, width: WIDTH - 2 * EDGE, height: 2 }, { fill: DARK })
  drawKey(drawing, layout.key, y + 24)
  const height = y + keyHeight(layout)
  const title = `The plan as a wall: ${titleOf(facts)}${part}`
  const words = { title, alt: alt === '' ? `${title}. The words are with the first part.` : alt }
  return {
    kind: 'picture',
    ...words,
    svg: drawing.svg({ width: WIDTH, height }, words),
    width: WIDTH,
    height,
  }
}

function drawHeads(drawing: Drawing, { heads: all }: Layout, y: number): void {
  for (const [index, words] of all.entries()) {
    const x = columnAt(index, all.length)
    const weight = index === all.length - 1 ? 'bold' : 'regular'
    for (const [line, word] of words.entries()) {
      const base = y + 66 - (words.length - 1 - line) * 22
      drawing.text(word, { x, y: base }, { size: SMALL, anchor: 'middle', weight })
    }
  }
}

/** The x of a column's middle; the last column ends at the edge. */
function columnAt(index: number, columns: number): number {
  return WIDTH - EDGE - (columns - index) * COLUMN + COLUMN / 2
}

function drawRow(drawing: Drawing, layout: Layout, { row, y }: { row: Row; y: number }): void {
  drawing.text(row.ref, { x: EDGE, y: y + 40 }, { size: layout.refSize, weight: 'bold' })
  for (const [index, tile] of row.tiles.entries()) {
    drawTile(drawing, tile, {
      x: EDGE + layout.refWidth + (index % layout.perLine) * (TILE.width + TILE.gap),
      y: y + Math.floor(index / layout.perLine) * (TILE.height + TILE.gap),
    })
  }
  for (const [index, sign] of row.cells.entries()) {
    drawSign(drawing, sign, {
      x: columnAt(index, row.cells.length) - TILE.width / 2,
      y: y + (TILE.height - TILE.width) / 2,
      height: TILE.width,
    })
  }
}

function drawKey(drawing: Drawing, entries: readonly KeyEntry[], y: number): void {
  const lines = Math.ceil(entries.length / 2)
  for (const [index, { sign, late, text }] of entries.entries()) {
    const x = EDGE + Math.floor(index / lines) * ((WIDTH - 2 * EDGE) / 2)
    const top = y + (index % lines) * KEY_LINE
    drawTile(drawing, { letter: '', sign, late }, { x, y: top, height: 34 })
    drawing.text(text, { x: x + TILE.width + 10, y: top + 24 }, { size: SMALL })
  }
}

/** The longest alternative text that every platform accepts. */
const MOST_CHARACTERS = 1_500
/** Items named for one group. */
const MOST_NAMED = 3

/** A text alternative to the wall: the counts, and the worst items of each group. */
function wallAlt({ facts, origin }: Edition, past: readonly PastMeeting[]): string {
  const draft = origin.kind === 'draft' ? 'Draft. ' : ''
  const begin = `${draft}The plan as a wall, as at ${moment(new Date(facts.asAt), facts.timeZone)}: ${rowsText(facts)}. ${countsText(facts)}`
  const end = pastText(past)
  const groups = groupsOf(facts)
  const texts: string[] = []
  for (const [index, group] of groups.entries()) {
    const more = moreText(facts, groups.slice(index))
    const text = groupText(facts, group)
    if (text === '') continue
    const length = [begin, ...texts, text, end].join(' ').length + more.length
    if (length > MOST_CHARACTERS) return [begin, ...texts].join(' ') + more + (end === '' ? '' : ` ${end}`)
    texts.push(text)
  }
  return [begin, ...texts, end].filter((text) => text !== '').join(' ')
}

/** " And 187 more areas of concern."; without the word where some are within none. */
function moreText({ plan }: Facts, left: readonly Group[]): string {
  const wholes = left.flatMap(({ whole }) => whole ?? [])
  if (wholes.length < left.length) return ` And ${left.length} more.`
  const { word, plural } = wordFor(wholes, plan)
  return ` And ${count(wholes.length, `more ${word}`, `more ${plural}`)}.`
}

/** "a row for each action, a tile for each of its parts" */
function rowsText(facts: Facts): string {
  const wholes = groupsOf(facts)
    .flatMap(rowsOf)
    .map(({ whole }) => whole)
  const { word } = wordFor(wholes.some(isWhole) ? wholes.filter(isWhole) : wholes, facts.plan)
  return `a row for each ${word}, ${wholes.some(isWhole) ? 'a tile for each of its parts' : 'with a tile'}`
}

function countsText(facts: Facts): string {
  const { scale, counts } = facts
  const { complete, signedOff, unfinished, overdue } = counts
  const groups = [
    ...openGroups(facts),
    { number: complete, words: scale.some(needsSignOff) ? 'complete and not signed off' : 'complete' },
    { number: signedOff, words: finalWords(facts) },
  ].filter(({ number }) => number > 0)
  const wholes = ratedWholes(facts)
  return `Of ${countedText(facts)}: ${listed(groups.map(({ number, words }) => `${number} ${words}`))}${wholes === '' ? '' : `; and ${wholes}`}. Overdue: ${overdue} of ${unfinished} unfinished.`
}

/** "signed off", or "rated 1" where nobody has to sign. */
function finalWords({ scale }: Facts): string {
  const final = scale.find((rating) => rating.final)
  return final && !needsSignOff(final) ? ratingWords(final) : 'signed off'
}

function groupText(facts: Facts, { whole, items: within }: Group): string {
  const own = within.filter(isCounted)
  const name = whole ? `${itemsAtStart([whole], facts)}: ` : ''
  const open = own.filter(isUnfinished)
  const worst = facts.scale.find((rating) => open.some((item) => item.rating === rating.code))
  if (open.length === 0) return `${name}${own.length === 0 ? 'nothing' : 'all complete'}.`
  // The counts before it say as much of what is in no group.
  if (!whole && !worst && facts.scale.length === 0) return ''
  const unfinished = `${name}${open.length} of ${own.length} unfinished`
  if (!worst) return facts.scale.length > 0 ? `${unfinished}, none rated.` : `${unfinished}.`
  const items = open.filter(({ rating }) => rating === worst.code)
  return `${unfinished}, the worst ${items.length} ${ratingWords(worst)}: ${itemsText(items, facts, { most: MOST_NAMED })}.`
}

function pastText(past: readonly PastMeeting[]): string {
  const days = (each: readonly PastMeeting[]) => listed(each.map(({ meetingDay }) => shortDay(meetingDay)))
  const [known, unknown] = [past.filter(({ facts }) => facts), past.filter(({ facts }) => !facts)]
  return [
    ...(known.length > 0
      ? [
          `Beside each row how it stood at the ${known.length === 1 ? 'meeting' : 'meetings'} of ${days(known)}.`,
        ]
      : []),
    ...(unknown.length > 0 ? [`Not recorded: ${days(unknown)}.`] : []),
  ].join(' ')
}

/** Platforms refuse or shrink much taller pictures. */
const TALLEST = 4_000

/** The plan as a wall: the last page of a digest. */
export function picturePage(edition: Edition, past: readonly PastMeeting[]): Message {
  const { body, meeting } = edition.facts
  const name = meeting ? `${body.name}, ${shortDay(meeting.day)}` : body.name
  return {
    summary: `${name}: the plan as a wall, a picture of how everything in it stands.`,
    blocks: planWall(edition, past, { tallest: TALLEST }),
  }
}
