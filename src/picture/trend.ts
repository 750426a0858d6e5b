import { isFigure, type Measure } from '../domain/measure.ts'
import type { MeasureSeries } from '../domain/measure-series.ts'
import type { Picture } from '../message.ts'
import { createDrawing } from './drawing.ts'
import { DARK, MUTED, SHADES } from './tones.ts'

const WIDTH = 600
const NAMES = 130
const BAR = { height: 26, gap: 12, most: WIDTH - NAMES - 90 }
const SIZE = 15

/** The figures of a measure as bars, a row for each period, and a lighter one for what was aimed at. */
export function trendPicture(series: MeasureSeries, alt: string): Picture | undefined {
  const rows = [...series.found, ...series.given].filter(({ value }) => isFigure(value) && Number(value) >= 0)
  const found = rows.filter(({ kind }) => kind === 'actual')
  if (rows.length < 2 || found.length === 0) return undefined
  const largest = Math.max(...rows.map(({ value }) => Number(value)))
  const drawing = createDrawing('trend')
  rows.forEach((each, index) => {
    const y = BAR.gap + index * (BAR.height + BAR.gap)
    const length = largest === 0 ? 0 : (Number(each.value) / largest) * BAR.most
    const middle = y + BAR.height / 2 + SIZE / 3
    drawing.text(nameOf(each), { x: 8, y: middle }, { size: SIZE, fill: MUTED })
    drawing.box(
      { x: NAMES, y, width: Math.max(length, 2), height: BAR.height },
      each.kind === 'actual'
        ? { fill: SHADES.blue.fill }
        : { fill: SHADES.grey.pale, edge: SHADES.grey.fill, thick: 1 },
    )
    drawing.text(
      each.unit === '%' ? `${each.value}%` : each.value,
      { x: NAMES + length + 8, y: middle },
      { size: SIZE, weight: 'bold', fill: DARK },
    )
  })
  const height = BAR.gap + rows.length * (BAR.height + BAR.gap)
  const title = series.name
  return {
    kind: 'picture',
    title,
    alt,
    svg: drawing.svg({ width: WIDTH, height }, { title, alt }),
    width: WIDTH,
    height,
  }
}

function nameOf({ kind, period }: Measure): string {
  const when = period?.asGiven ?? ''
  const name = kind === 'actual' ? when : `${kind}${when === '' ? '' : `, ${when}`}`
  return name.length > MOST ? `${name.slice(0, MOST - 1)}…` : name
}

const MOST = 17
