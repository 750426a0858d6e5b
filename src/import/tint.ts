/** Lightens (above 0) or darkens (below 0) a colour by its lightness, as Office does with the colours of a theme. */
export function tinted(colour: string, tint: number): string {
  if (tint === 0) return colour
  const { hue, saturation, lightness } = hslOf(colour)
  const moved = tint < 0 ? lightness * (1 + tint) : lightness * (1 - tint) + tint
  return hexOf({ hue, saturation, lightness: moved })
}

interface Hsl {
  /** In degrees. */
  readonly hue: number
  readonly saturation: number
  readonly lightness: number
}

export function hslOf(colour: string): Hsl {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map(
    (at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255,
  )
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  const lightness = (most + least) / 2
  const span = most - least
  if (span === 0) return { hue: 0, saturation: 0, lightness }
  const saturation = span / (1 - Math.abs(2 * lightness - 1))
  const sixth =
    most === red
      ? ((green - blue) / span + 6) % 6
      : most === green
        ? (blue - red) / span + 2
        : (red - green) / span + 4
  return { hue: sixth * 60, saturation, lightness }
}

function hexOf({ hue, saturation, lightness }: Hsl): string {
  const chroma = (1 - Math.abs(2 * lightness - 1)) * saturation
  const part = (shift: number) => {
    const turn = (shift + hue / 30) % 12
    const value = lightness - (chroma / 2) * Math.max(-1, Math.min(turn - 3, 9 - turn, 1))
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0')
  }
  return `${part(0)}${part(8)}${part(4)}`.toUpperCase()
}
