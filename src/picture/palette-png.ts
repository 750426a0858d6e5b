import { crc32, deflateSync } from 'node:zlib'
import type { Picture } from '../message.ts'

interface Pixels {
  readonly width: number
  readonly height: number
  /** Four bytes per pixel, RGBA; the opacity is taken as full. */
  readonly pixels: Uint8Array
}

/** A PNG palette holds no more. */
const MOST_COLOURS = 256

/**
 * A PNG of at most 256 colours, a third of the size of a full-colour one: chat platforms refuse large messages. The
 * most frequent colours are exact; the others, at the edges of letters, become the nearest of these.
 */
export function palettePng({ width, height, pixels }: Pixels): Buffer {
  const points = coloursOf(pixels, width * height)
  const counts = new Map<number, number>()
  for (const [colour, , length] of runsOf(points)) counts.set(colour, (counts.get(colour) ?? 0) + length)
  const colours = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour)
  const palette = colours.slice(0, MOST_COLOURS)
  const places = new Map(
    colours.map((colour, index) => [colour, index < MOST_COLOURS ? index : nearest(colour, palette)]),
  )
  const marked = new Uint8Array(points.length)
  for (const [colour, from, length] of runsOf(points))
    marked.fill(places.get(colour) ?? 0, from, from + length)
  // Each row begins with its filter type: 0 (none), which compresses best with a palette.
  const rows = Buffer.alloc(height * (width + 1))
  for (let row = 0; row < height; row += 1) {
    rows.set(marked.subarray(row * width, (row + 1) * width), row * (width + 1) + 1)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Bit depth 8, colour type 3 (palette).
  header.set([8, 3], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 8 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

/** Red, green and blue as one number per pixel. */
function coloursOf(pixels: Uint8Array, points: number): Uint32Array {
  const colours = new Uint32Array(points)
  for (let index = 0; index < points; index += 1) {
    const at = index * 4
    colours[index] = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0)
  }
  return colours
}

/** Drawings are mostly flat, so runs of one colour are handled together. */
function* runsOf(points: Uint32Array): Generator<readonly [colour: number, from: number, length: number]> {
  for (let from = 0; from < points.length; ) {
    const colour = points[from] ?? 0
    let to = from + 1
    while (to < points.length && points[to] === colour) to += 1
    yield [colour, from, to - from]
    from = to
  }
}

function nearest(colour: number, palette: readonly number[]): number {
  const [red, green, blue] = channels(colour)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [index, other] of palette.entries()) {
    const [r, g, b] = channels(other)
    const distance = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2
    if (distance < least) {
      best = index
      least = distance
    }
  }
  return best
}

function channels(colour: number): [red: number, green: number, blue: number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

/**
 * A picture as PNG, at `dots` pixels per point of the drawing: 1 is sharp on a phone, paper takes more. Text is drawn
 * as outlines, so no fonts are loaded.
 */
export async function pngOf({ svg }: Pick<Picture, 'svg'>, dots = 1): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js')
  const drawn = new Resvg(svg, { fitTo: { mode: 'zoom', value: dots }, font: { loadSystemFonts: false } })
  return palettePng(drawn.render())
}
