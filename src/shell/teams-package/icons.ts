/** Four tiles with different marks: ratings are told apart by shape before colour. */

interface Shape {
  /** The centre of its tile, in tenths of the whole. */
  readonly x: number
  readonly y: number
  /** Relative to the centre; the tile reaches from -50 to 50. */
  readonly path: string
  readonly colour: string
}

const SHAPES: readonly Shape[] = [
  { x: -1, y: -1, path: 'M0 -26 L28 24 L-28 24 Z', colour: '#C4314B' },
  { x: 1, y: -1, path: 'M0 -31 L31 0 L0 31 L-31 0 Z', colour: '#B8730B' },
  { x: -1, y: 1, path: 'M-27 0 A27 27 0 1 1 27 0 A27 27 0 1 1 -27 0 Z', colour: '#237B4B' },
  { x: 1, y: 1, path: star(33, 14), colour: '#2B5EA8' },
]

/** 192 by 192 px, in colour, without transparency. */
export function colourIcon(): string {
  const tiles = SHAPES.map(
    ({ x, y, path, colour }) =>
      `<g transform="translate(${96 + x * 35} ${96 + y * 35}) scale(.62)"><rect x="-50" y="-50" width="100" height="100" rx="14" fill="#FFFFFF"/><path d="${path}" fill="${colour}"/></g>`,
  )
  return svg(192, `<rect width="192" height="192" fill="#1D3557"/>${tiles.join('')}`)
}

/** 32 by 32 px, white on transparent. */
export function outlineIcon(): string {
  const marks = SHAPES.map(
    ({ x, y, path }) =>
      `<path transform="translate(${16 + x * 7.5} ${16 + y * 7.5}) scale(.2)" d="${path}" fill="#FFFFFF"/>`,
  )
  return svg(32, marks.join(''))
}

function svg(size: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}">${content}</svg>`
}

function star(outer: number, inner: number): string {
  const points = Array.from({ length: 10 }, (_, index) => {
    const angle = (index * Math.PI) / 5
    const radius = index % 2 === 0 ? outer : inner
    return `${(radius * Math.sin(angle)).toFixed(1)} ${(-radius * Math.cos(angle)).toFixed(1)}`
  })
  return `M${points.join(' L')} Z`
}
