import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/**
 * The glyph outlines of the shipped font. Text in pictures is drawn from them, so it does not depend on the machine's
 * fonts, its width is known before drawing, and each glyph is sent only once.
 */
interface Font {
  /** Font units per em. */
  readonly unitsPerEm: number
  /** The glyph of a character and its advance width; an empty box if the font lacks it. */
  readonly glyph: (character: string) => { readonly id: number; readonly advance: number }
  /** The SVG path of a glyph, with y pointing down. */
  readonly outline: (id: number) => string
}

export type Weight = 'regular' | 'bold'

const FILES: Readonly<Record<Weight, string>> = {
  regular: '400Regular/AtkinsonHyperlegible_400Regular.ttf',
  bold: '700Bold/AtkinsonHyperlegible_700Bold.ttf',
}

const fonts = new Map<Weight, Font>()

export function fontOf(weight: Weight): Font {
  const known = fonts.get(weight)
  if (known) return known
  const path = createRequire(import.meta.url).resolve(
    `@expo-google-fonts/atkinson-hyperlegible/${FILES[weight]}`,
  )
  const font = readFont(readFileSync(path))
  fonts.set(weight, font)
  return font
}

export function textWidth(text: string, { size, weight }: { size: number; weight: Weight }): number {
  const font = fontOf(weight)
  const units = [...text].reduce((sum, character) => sum + font.glyph(character).advance, 0)
  return (units * size) / font.unitsPerEm
}

/** Reads a TrueType font (OpenType specification: head, hhea, hmtx, cmap 4, loca, glyf). */
function readFont(file: Buffer): Font {
  const table = tablesOf(file)
  const [head, metrics, places, glyphs] = [table('head'), table('hmtx'), table('loca'), table('glyf')]
  const long = head.readInt16BE(50) === 1
  const lastAdvance = table('hhea').readUInt16BE(34) - 1
  const ids = characterMap(table('cmap'))
  const outlines = new Map<number, string>()
  const place = (id: number) => (long ? places.readUInt32BE(id * 4) : places.readUInt16BE(id * 2) * 2)
  const contours = (id: number): readonly Contour[] => {
    const [from, to] = [place(id), place(id + 1)]
    if (from === to) return []
    const glyph = glyphs.subarray(from, to)
    return glyph.readInt16BE(0) >= 0 ? simple(glyph) : composite(glyph, contours)
  }
  return {
    unitsPerEm: head.readUInt16BE(18),
    glyph: (character) => {
      const id = ids.get(character.codePointAt(0) ?? 0) ?? 0
      return { id, advance: metrics.readUInt16BE(Math.min(id, lastAdvance) * 4) }
    },
    outline: (id) => {
      const known = outlines.get(id) ?? contours(id).map(pathOf).join('')
      outlines.set(id, known)
      return known
    },
  }
}

function tablesOf(file: Buffer): (tag: string) => Buffer {
  const found = new Map<string, Buffer>()
  for (let index = 0; index < file.readUInt16BE(4); index += 1) {
    const entry = 12 + index * 16
    const from = file.readUInt32BE(entry + 8)
    found.set(
      file.toString('latin1', entry, entry + 4),
      file.subarray(from, from + file.readUInt32BE(entry + 12)),
    )
  }
  return (tag) => {
    const table = found.get(tag)
    if (!table) throw new Error(`the font has no table ${tag}`)
    return table
  }
}

/** Glyphs by code point, from the subtable for the Basic Multilingual Plane. */
function characterMap(table: Buffer): ReadonlyMap<number, number> {
  const places = Array.from({ length: table.readUInt16BE(2) }, (_, index) =>
    table.readUInt32BE(4 + index * 8 + 4),
  )
  const place = places.find((each) => table.readUInt16BE(each) === 4)
  if (place === undefined) throw new Error('the font has no character map of format 4')
  const map = table.subarray(place)
  const double = map.readUInt16BE(6)
  const found = new Map<number, number>()
  for (let segment = 0; segment < double; segment += 2) {
    const last = map.readUInt16BE(14 + segment)
    const first = map.readUInt16BE(16 + double + segment)
    const delta = map.readUInt16BE(16 + double * 2 + segment)
    const offsetAt = 16 + double * 3 + segment
    const offset = map.readUInt16BE(offsetAt)
    for (let code = first; code <= last && code < 0xffff; code += 1) {
      const listed = offset === 0 ? code : map.readUInt16BE(offsetAt + offset + (code - first) * 2)
      const id = listed === 0 ? 0 : (listed + delta) & 0xffff
      if (id !== 0) found.set(code, id)
    }
  }
  return found
}

interface Point {
  readonly x: number
  readonly y: number
  readonly on: boolean
}

type Contour = readonly Point[]

const FLAG = { on: 1, shortX: 2, shortY: 4, repeat: 8, sameX: 16, sameY: 32 } as const

function simple(glyph: Buffer): readonly Contour[] {
  const ends = Array.from({ length: glyph.readInt16BE(0) }, (_, index) => glyph.readUInt16BE(10 + index * 2))
  const count = (ends.at(-1) ?? -1) + 1
  let at = 10 + ends.length * 2
  at += 2 + glyph.readUInt16BE(at)
  const flags: number[] = []
  while (flags.length < count) {
    const flag = glyph.readUInt8(at)
    at += 1
    const times = flag & FLAG.repeat ? glyph.readUInt8(at) : 0
    if (flag & FLAG.repeat) at += 1
    for (let time = 0; time <= times; time += 1) flags.push(flag)
  }
  const coordinates = (short: number, same: number) => {
    let value = 0
    return flags.map((flag) => {
      if (flag & short) {
        value += flag & same ? glyph.readUInt8(at) : -glyph.readUInt8(at)
        at += 1
      } else if (!(flag & same)) {
        value += glyph.readInt16BE(at)
        at += 2
      }
      return value
    })
  }
  const xs = coordinates(FLAG.shortX, FLAG.sameX)
  const ys = coordinates(FLAG.shortY, FLAG.sameY)
  const points = flags.map((flag, index) => ({
    x: xs[index] ?? 0,
    y: ys[index] ?? 0,
    on: (flag & FLAG.on) !== 0,
  }))
  return ends.map((end, index) => points.slice((ends[index - 1] ?? -1) + 1, end + 1))
}

const PART = { words: 1, scale: 8, more: 32, twoScales: 64, matrix: 128 } as const

/** An accented letter: the letter and the accent, each moved and possibly scaled or rotated. */
function composite(glyph: Buffer, contours: (id: number) => readonly Contour[]): readonly Contour[] {
  const found: Contour[] = []
  let at = 10
  let flags: number = PART.more
  while (flags & PART.more) {
    flags = glyph.readUInt16BE(at)
    const part = contours(glyph.readUInt16BE(at + 2))
    at += 4
    const [dx, dy] =
      flags & PART.words
        ? [glyph.readInt16BE(at), glyph.readInt16BE(at + 2)]
        : [glyph.readInt8(at), glyph.readInt8(at + 1)]
    at += flags & PART.words ? 4 : 2
    const numbers = flags & PART.matrix ? 4 : flags & PART.twoScales ? 2 : flags & PART.scale ? 1 : 0
    const scales = Array.from({ length: numbers }, (_, index) => glyph.readInt16BE(at + index * 2) / 16_384)
    at += numbers * 2
    const [a, b, c, d] = matrixOf(scales)
    found.push(
      ...part.map((contour) =>
        contour.map(({ x, y, on }) => ({ x: a * x + c * y + dx, y: b * x + d * y + dy, on })),
      ),
    )
  }
  return found
}

function matrixOf(scales: readonly number[]): readonly [number, number, number, number] {
  const [first = 1, second = first, third, fourth] = scales
  return third === undefined || fourth === undefined ? [first, 0, 0, second] : [first, second, third, fourth]
}

/** TrueType omits the on-curve point midway between two control points. */
function pathOf(contour: Contour): string {
  const points = contour.flatMap((point, index) => {
    const next = contour[(index + 1) % contour.length] ?? point
    const middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, on: true }
    return point.on || next.on ? [point] : [point, middle]
  })
  const begin = points.findIndex(({ on }) => on)
  const turned = [...points.slice(begin), ...points.slice(0, begin + 1)]
  const at = ({ x, y }: Point) => `${Math.round(x)} ${Math.round(-y)}`
  return `${turned
    .map((point, index) => {
      if (index === 0) return `M${at(point)}`
      const before = turned[index - 1]
      if (!point.on) return `Q${at(point)} `
      return before?.on ? `L${at(point)}` : at(point)
    })
    .join('')}Z`
}
