/**
 * Signs as outlines of 20 by 20 centred on 0 0, so that no font needs to have them. A plan may choose any sign; for one
 * that is missing here, the rating's letter is drawn.
 */
export const SHAPES: Readonly<Record<string, string>> = {
  '▲': 'M0-10 10 8H-10Z',
  '▼': 'M0 10 10-8H-10Z',
  '◀': 'M-10 0 8-10V10Z',
  '▶': 'M10 0-8-10V10Z',
  '◆': 'M0-10 10 0 0 10-10 0Z',
  '■': 'M-8-8H8V8H-8Z',
  '●': 'M-9 0A9 9 0 0 1 9 0 9 9 0 0 1-9 0Z',
  '★': star(5, { outer: 10.5, inner: 4.4 }),
  '✚': 'M-3.5-10H3.5V-3.5H10V3.5H3.5V10H-3.5V3.5H-10V-3.5H-3.5Z',
  '✖': 'M-10-6-6-10 0-4 6-10 10-6 4 0 10 6 6 10 0 4-6 10-10 6-4 0Z',
  '⬟': polygon(5),
  '⬢': polygon(6),
  '✓': 'M-10 0-7-3-3 2 7-9 10-6-3 8Z',
  '○': 'M-9 0A9 9 0 0 1 9 0 9 9 0 0 1-9 0ZM-6 0A6 6 0 0 0 6 0 6 6 0 0 0-6 0Z',
  '–': 'M-6-1.5H6V1.5H-6Z',
}

function star(points: number, { outer, inner }: { outer: number; inner: number }): string {
  const corners = Array.from({ length: points * 2 }, (_, index) =>
    corner((index * Math.PI) / points, index % 2 === 0 ? outer : inner),
  )
  return `M${corners.join(' ')}Z`
}

function polygon(corners: number): string {
  return `M${Array.from({ length: corners }, (_, index) => corner((index * 2 * Math.PI) / corners, 10)).join(' ')}Z`
}

function corner(angle: number, radius: number): string {
  return `${round(Math.sin(angle) * radius)} ${round(-Math.cos(angle) * radius)}`
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}
