import type { Tone } from '../domain/scale.ts'

interface Shade {
  /** The fill of a tile and the ink on it, with a contrast of at least 4.5 to 1. */
  readonly fill: string
  readonly ink: string
  /** Behind dark text in a table. */
  readonly pale: string
}

export const DARK = '#0b0c0c'
export const MUTED = '#505a5f'
export const WHITE = '#ffffff'

export const SHADES: Readonly<Record<Tone, Shade>> = {
  red: { fill: '#d4351c', ink: WHITE, pale: '#f6d7d2' },
  orange: { fill: '#f47738', ink: DARK, pale: '#fcd6c3' },
  amber: { fill: '#ffbf00', ink: DARK, pale: '#ffe8a3' },
  yellow: { fill: '#ffdd00', ink: DARK, pale: '#fff7bf' },
  green: { fill: '#00703c', ink: WHITE, pale: '#cce2d8' },
  blue: { fill: '#1d70b8', ink: WHITE, pale: '#d2e2f1' },
  purple: { fill: '#4c2c92', ink: WHITE, pale: '#dbd5e9' },
  grey: { fill: '#505a5f', ink: WHITE, pale: '#eeefef' },
}
