import { Resvg } from '@resvg/resvg-js'

interface Pixels {
  readonly width: number
  readonly height: number
  /** Red, green, blue and opacity of each, row by row. */
  readonly dots: Buffer
}

export function pixelsOf(svg: string): Pixels {
  const drawn = new Resvg(svg, { font: { loadSystemFonts: false } }).render()
  return { width: drawn.width, height: drawn.height, dots: drawn.pixels }
}

export function darkPixels({ dots }: Pixels): number {
  let dark = 0
  for (let at = 0; at < dots.length; at += 4) {
    if (luminance([dots[at] ?? 255, dots[at + 1] ?? 255, dots[at + 2] ?? 255]) < 0.1) dark += 1
  }
  return dark
}

/** Of two colours, `#d4351c`, as WCAG reckons it. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other]
    .map((colour) => luminance(channels(colour)))
    .sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function channels(colour: string): readonly [number, number, number] {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return [red, green, blue]
}

function luminance([red, green, blue]: readonly [number, number, number]): number {
  const linear = (value: number) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
