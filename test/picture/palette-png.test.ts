import { Resvg } from '@resvg/resvg-js'
import { expect, test } from 'vitest'
import { palettePng } from '../../src/picture/palette-png.ts'
import { pixelsOf } from '../support/pixels.ts'

/** The picture as whoever reads the PNG sees it. */
function seen(png: Buffer, width: number, height: number): Buffer {
  const link = `data:image/png;base64,${png.toString('base64')}`
  return pixelsOf(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image href="${link}" width="${width}" height="${height}"/></svg>`,
  ).dots
}

function drawn(shapes: string) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="#fff"/>${shapes}</svg>`
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render()
}

test('a picture of few colours is kept dot for dot', () => {
  const picture = drawn(
    '<circle cx="20" cy="20" r="13" fill="#d4351c"/><path d="M40 5 55 35H25z" fill="#1d70b8"/>',
  )
  expect(seen(palettePng(picture), 60, 40).equals(picture.pixels)).toBe(true)
})

test('of too many colours the rare ones become their nearest', () => {
  const often = Array.from({ length: 256 }, (_, red) => [red, 0, 0])
  const rare = Array.from({ length: 32 }, (_, index) => [index * 8, 3, 0])
  const dots = [...often, ...rare, ...often]
  const pixels = Uint8Array.from(dots.flatMap((colour) => [...colour, 255]))
  const shown = seen(palettePng({ width: 32, height: 17, pixels }), 32, 17)
  const wanted = [...often, ...rare.map(([red = 0]) => [red, 0, 0]), ...often]
  expect([...shown]).toEqual(wanted.flatMap((colour) => [...colour, 255]))
})
