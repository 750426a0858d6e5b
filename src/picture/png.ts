import type { Picture } from '../message.ts'
import { palettePng } from './palette-png.ts'

/**
 * A picture as PNG, at `dots` pixels per point of the drawing: 1 is sharp on a phone, paper takes more. Text is drawn
 * as outlines, so no fonts are loaded.
 */
export async function pngOf({ svg }: Pick<Picture, 'svg'>, dots = 1): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js')
  const drawn = new Resvg(svg, { fitTo: { mode: 'zoom', value: dots }, font: { loadSystemFonts: false } })
  return palettePng(drawn.render())
}
