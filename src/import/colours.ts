import { hslOf } from './tint.ts'

/** What a hue stands for, where it is plain. */
export type Tone = 'red' | 'amber' | 'green' | 'blue'

const WHITE = 0.97
const GREYEST = 0.12

/** Whether a fill is the colour of the page. */
export function isWhite(colour: string): boolean {
  const { lightness } = hslOf(colour)
  return lightness >= WHITE
}

/** The tone of a hue; undefined for yellow, grey, purple and black, which are asked about. */
export function toneOf(colour: string): Tone | undefined {
  const { hue, saturation, lightness } = hslOf(colour)
  if (saturation < GREYEST || lightness < 0.08) return undefined
  if (hue < 18 || hue > 340) return 'red'
  if (hue <= 55) return 'amber'
  if (hue <= 68) return undefined
  if (hue <= 170) return 'green'
  return hue <= 260 ? 'blue' : undefined
}

export function isGrey(colour: string): boolean {
  const { saturation, lightness } = hslOf(colour)
  return saturation < GREYEST || lightness < 0.08
}

const WORDS: readonly (readonly [limit: number, word: string])[] = [
  [18, 'red'],
  [50, 'orange'],
  [68, 'yellow'],
  [170, 'green'],
  [260, 'blue'],
  [341, 'purple'],
  [361, 'red'],
]

/** "Orange F79646": a colour as people say it, with the digits that tell it from others. */
export function colourName(colour: string): string {
  if (isGrey(colour)) return `Grey ${colour}`
  const { hue } = hslOf(colour)
  const word = WORDS.find(([limit]) => hue < limit)?.[1] ?? 'red'
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${colour}`
}

/** The three ratings whose colours are nearest by hue, nearest first. */
export function nearest<Rated extends { readonly colour?: string; readonly rating: string }>(
  colour: string,
  scale: readonly Rated[],
): readonly string[] {
  const { hue } = hslOf(colour)
  const tone = toneOf(colour)
  return scale
    .flatMap(({ colour: own, rating }) => {
      if (own === undefined || isGrey(own)) return []
      const apart = Math.abs(hslOf(own).hue - hue)
      const isSame = tone !== undefined && toneOf(own) === tone
      return [{ rating, apart: Math.min(apart, 360 - apart) - (isSame ? 360 : 0) }]
    })
    .sort((one, other) => one.apart - other.apart)
    .slice(0, 3)
    .map(({ rating }) => rating)
}

/** Colours to measure by where the document has no key. */
export const USUAL = [
  { rating: 'red', colour: 'FF0000' },
  { rating: 'amber', colour: 'FFC000' },
  { rating: 'green', colour: '00B050' },
  { rating: 'blue', colour: '0070C0' },
] as const
