import { stripControls } from '../render/plain.ts'
import { fontOf, textWidth, type Weight } from './font.ts'
import { DARK } from './tones.ts'

interface TextStyle {
  readonly size: number
  readonly weight?: Weight
  readonly fill?: string
  /** The part of the text that stands at x. */
  readonly anchor?: 'start' | 'middle'
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A drawing in progress. Each glyph and sign is defined once and reused. */
export interface Drawing {
  /** One line of text with its baseline at y. */
  readonly text: (text: string, at: { x: number; y: number }, written: TextStyle) => void
  /** A sign centred at x and y; false if it has no outline. */
  readonly sign: (
    sign: string,
    at: { x: number; y: number },
    drawn: { size: number; fill: string },
  ) => boolean
  readonly box: (box: Box, drawn: { fill: string; edge?: string; thick?: number; dashes?: string }) => void
  readonly svg: (size: { width: number; height: number }, words: { title: string; alt: string }) => string
}

/** `name` prefixes the ids, so that two drawings on one page do not clash. */
export function createDrawing(name: string): Drawing {
  const shared = new Map<string, string>()
  const drawn: string[] = []

  function share(id: string, outline: string): string {
    shared.set(id, outline)
    return `${name}-${id}`
  }

  return {
    text: (text, { x, y }, { size, weight = 'regular', fill = DARK, anchor = 'start' }) => {
      const font = fontOf(weight)
      const scale = size / font.unitsPerEm
      const start = anchor === 'start' ? x : x - textWidth(text, { size, weight }) / 2
      let advance = 0
      const letters = [...text].map((character) => {
        const glyph = font.glyph(character)
        const outline = font.outline(glyph.id)
        const at = advance
        advance += glyph.advance
        if (outline === '') return ''
        return `<use href="#${share(`${weight.charAt(0)}${glyph.id}`, outline)}" x="${at}"/>`
      })
      drawn.push(
        `<g fill="${fill}" transform="translate(${round(start)} ${round(y)}) scale(${round(scale)})">${letters.join('')}</g>`,
      )
    },
    sign: (sign, { x, y }, { size, fill }) => {
      const outline = SHAPES[sign]
      if (outline === undefined) return false
      const id = share(`s${sign.codePointAt(0)?.toString(16)}`, outline)
      drawn.push(
        `<use href="#${id}" fill="${fill}" transform="translate(${round(x)} ${round(y)}) scale(${round(size / 20)})"/>`,
      )
      return true
    },
    box: ({ x, y, width, height }, { fill, edge, thick = 2, dashes }) => {
      const inset = edge === undefined ? 0 : thick / 2
      const line =
        edge === undefined
          ? ''
          : ` stroke="${edge}" stroke-width="${thick}"${dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`}`
      drawn.push(
        `<rect x="${round(x + inset)}" y="${round(y + inset)}" width="${round(width - 2 * inset)}" height="${round(height - 2 * inset)}" fill="${fill}"${line}/>`,
      )
    },
    svg: ({ width, height }, { title, alt }) =>
      [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${name}-title ${name}-alt">`,
        `<title id="${name}-title">${escaped(title)}</title><desc id="${name}-alt">${escaped(alt)}</desc>`,
        `<defs>${[...shared].map(([id, outline]) => `<path id="${name}-${id}" d="${outline}"/>`).join('')}</defs>`,
        `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
        ...drawn,
        '</svg>',
      ].join(''),
  }
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000
}

function escaped(text: string): string {
  return stripControls(text.toWellFormed()).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Text wrapped to a width; if it needs more lines, the last one ends in "…". */
export function wrapped(
  text: string,
  { width, lines: most, ...style }: { width: number; lines: number; size: number; weight: Weight },
): readonly string[] {
  const fits = (some: string) => textWidth(some, style) <= width
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (fits(longer)) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = word
  }
  lines.push(line)
  return lines
    .slice(0, most)
    .map((each, index) => shortened(each, { fits, isCut: index === most - 1 && lines.length > most }))
}

function shortened(
  line: string,
  { fits, isCut }: { fits: (line: string) => boolean; isCut: boolean },
): string {
  if (!isCut && fits(line)) return line
  const characters = [...line]
  while (characters.length > 0 && !fits(`${characters.join('')}…`)) characters.pop()
  return `${characters.join('').trimEnd()}…`
}

/**
 * Signs as outlines of 20 by 20 centred on 0 0, so that no font needs to have them. A plan may choose any sign; for one
 * that is missing here, the rating's letter is drawn.
 */
export const SHAPES: Readonly<Record<string, string>> = {
  '▲': 'M0-10 10 8H-10Z',
  '▼': 'M0 10 10-8H-10Z',
  '◀': 'M-10 0 8-10V10Z',
  '▶': 'M10 0-8-10V10Z',
  '◆': 'M0-10 10 0 0 10-10 0Z',
  '■': 'M-8-8H8V8H-8Z',
  '●': 'M-9 0A9 9 0 0 1 9 0 9 9 0 0 1-9 0Z',
  '★': star(5, { outer: 10.5, inner: 4.4 }),
  '✚': 'M-3.5-10H3.5V-3.5H10V3.5H3.5V10H-3.5V3.5H-10V-3.5H-3.5Z',
  '✖': 'M-10-6-6-10 0-4 6-10 10-6 4 0 10 6 6 10 0 4-6 10-10 6-4 0Z',
  '⬟': polygon(5),
  '⬢': polygon(6),
  '✓': 'M-10 0-7-3-3 2 7-9 10-6-3 8Z',
  '○': 'M-9 0A9 9 0 0 1 9 0 9 9 0 0 1-9 0ZM-6 0A6 6 0 0 0 6 0 6 6 0 0 0-6 0Z',
  '◐': 'M-9 0A9 9 0 0 1 9 0 9 9 0 0 1-9 0ZM0 6A6 6 0 0 0 0-6Z',
  '–': 'M-6-1.5H6V1.5H-6Z',
}

function star(points: number, { outer, inner }: { outer: number; inner: number }): string {
  const corners = Array.from({ length: points * 2 }, (_, index) =>
    corner((index * Math.PI) / points, index % 2 === 0 ? outer : inner),
  )
  return `M${corners.join(' ')}Z`
}

function polygon(corners: number): string {
  return `M${Array.from({ length: corners }, (_, index) => corner((index * 2 * Math.PI) / corners, 10)).join(' ')}Z`
}

function corner(angle: number, radius: number): string {
  return `${toTenth(Math.sin(angle) * radius)} ${toTenth(-Math.cos(angle) * radius)}`
}

function toTenth(number: number): number {
  return Math.round(number * 10) / 10
}
