import type { Picture } from '../message.ts'
import { palettePng } from './palette-png.ts'

/**
 * A picture's PNG, with so many dots to a point of the drawing: one is sharp on a phone, paper takes more. Text is drawn as
 * outlines, so no font is looked for.
 */
export async function pngOf({ svg }: Pick<Picture, 'svg'>, dots = 1): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js')
  const drawn = new Resvg(svg, { fitTo: { mode: 'zoom', value: dots }, font: { loadSystemFonts: false } })
  return palettePng(drawn.render())
}
