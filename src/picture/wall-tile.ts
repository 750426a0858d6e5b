import type { Drawing } from './drawing.ts'
import { textWidth } from './font.ts'
import type { Sign, Tile } from './signs.ts'
import { DARK, MUTED, SHADES, WHITE } from './tones.ts'
import { TILE } from './wall-layout.ts'

/** A tile; in the key it is smaller and has no letter. */
export function drawTile(
  drawing: Drawing,
  { letter, sign, late }: Tile,
  { x, y, height = TILE.height }: { x: number; y: number; height?: number },
): void {
  const ink = drawSign(drawing, sign, { x, y, height, letter, taken: late === null ? 0 : BAR })
  const bar = { x: x + 4, y: y + height - BAR, width: TILE.width - 8, height: 7 }
  if (late === 'overdue') drawing.box(bar, { fill: ink })
  if (late === 'unknown') drawing.box(bar, { fill: WHITE, edge: ink, thick: 1.5 })
}

/** The height that a bar takes at the foot of a tile. */
const BAR = 10

/** Draws the sign and returns the colour that is legible on it. */
export function drawSign(
  drawing: Drawing,
  sign: Sign,
  {
    x,
    y,
    height,
    letter = '',
    taken = 0,
  }: { x: number; y: number; height: number; letter?: string; taken?: number },
): string {
  const { fill, ink, ...edge } = faceOf(sign)
  drawing.box({ x, y, width: TILE.width, height }, { fill, ...edge })
  const middle = x + TILE.width / 2
  if (letter !== '') {
    const size = Math.min(24, (24 * (TILE.width - 8)) / textWidth(letter, { size: 24, weight: 'bold' }))
    drawing.text(letter, { x: middle, y: y + 23 }, { size, weight: 'bold', fill: ink, anchor: 'middle' })
  }
  const at = { x: middle, y: y + (letter === '' ? (height - taken) / 2 : 38) }
  const size = letter === '' ? Math.min(22, height - taken - 6) : 18
  const mark = markOf(sign)
  if (drawing.sign(mark.sign, at, { size, fill: ink })) return ink
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
    case 'in-progress':
      return { sign: '◐', letter: '' }
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
    case 'in-progress':
      return { fill: '#f3f2f1', ink: DARK, edge: MUTED, thick: 1 }
    case 'not-rated': {
      const face = { fill: WHITE, ink: MUTED, edge: MUTED, thick: 1.5 }
      return sign.isNotStarted ? { ...face, dashes: DASHES } : face
    }
    case 'not-recorded':
      return { fill: WHITE, ink: MUTED }
  }
}
