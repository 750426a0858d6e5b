import type { PlanModel } from '../../data/plans.ts'
import { count } from '../domain/format.ts'
import { ancestorsOf } from '../domain/hierarchy.ts'
import { compareWith, type Measure } from '../domain/measure.ts'
import { type MeasureSeries, trendOf } from '../domain/measure-series.ts'
import { measurePage } from '../domain/page-address.ts'
import type { Item } from '../domain/plan.ts'
import { type Block, columns, type Inline, link, reference, type Text } from '../message.ts'
import { valueText } from './measures.ts'

/** "Up from 60% in Sep 2020 to 70% in Oct 2020: better." */
export function trendText(series: MeasureSeries): string {
  const trend = trendOf(series)
  switch (trend.kind) {
    case 'one':
      return series.found.length === 0
        ? 'No figure yet.'
        : 'No trend yet: there is no earlier figure to compare.'
    case 'several':
      return 'No trend: the source gives different values for one period, and nobody has said which is right.'
    case 'moved': {
      const { from, to, way, judged } = trend
      const then = from.period?.asGiven ?? ''
      const now = to.period?.asGiven ?? ''
      if (way === 'level') return `Level at ${valueText(to.value, to)}, ${then} to ${now}.`
      const moved = `${way === 'up' ? 'Up' : 'Down'} from ${valueText(from.value, from)} in ${then} to ${valueText(to.value, to)} in ${now}`
      return judged === null ? `${moved}; the plan does not say which way is better.` : `${moved}: ${judged}.`
    }
  }
}

/** In a cell: "▲ up, better" */
function trendCell(series: MeasureSeries): string {
  const trend = trendOf(series)
  if (trend.kind === 'several') return 'two values'
  if (trend.kind === 'one') return ''
  const { way, judged } = trend
  return way === 'level' || judged === null ? way : `${way}, ${judged}`
}

/** What each measure shows last, beside what was aimed at. */
export function seriesTable(
  all: readonly MeasureSeries[],
  caption: string,
  { plan, items }: Pick<PlanModel, 'plan' | 'items'>,
): Block {
  return {
    kind: 'table',
    caption,
    columns: columns('Code', 'Measure', 'Latest', 'Target', 'Beside', 'Trend', 'Of'),
    rows: all.map((series) => {
      const latest = series.found.at(-1)
      return [
        link(series.code, measurePage(plan.code, series.code)),
        series.name,
        latest ? `${valueText(latest.value, latest)}, ${periodText(latest)}` : 'none yet',
        targetText(series),
        latest ? besideText(latest) : '',
        trendCell(series),
        itemsText(series, items),
      ]
    }),
  }
}

/** Every value of a measure, what each is, and what stands beside it. */
export function seriesBlock(series: MeasureSeries): Block {
  return {
    kind: 'table',
    caption: `Every value of ${series.name}`,
    columns: columns('Code', 'What it is', 'Period', 'Value', 'Beside', 'Source'),
    rows: [...series.found, ...series.given].map((each): readonly Text[] => [
      each.code,
      each.kind,
      periodText(each),
      each.sampleSize === null
        ? valueText(each.value, each)
        : `${valueText(each.value, each)} of ${count(each.sampleSize, 'answer')}`,
      besideText(each),
      [each.source ?? '', each.note === null ? '' : ` (${each.note})`],
    ]),
  }
}

function periodText({ period }: Measure): string {
  return period?.asGiven ?? 'no period'
}

function targetText({ given }: MeasureSeries): string {
  const targets = given.filter(({ kind }) => kind === 'target')
  return targets
    .map((each) => `${valueText(each.value, each)}${each.period ? `, ${each.period.asGiven}` : ''}`)
    .join('; ')
}

function besideText(measure: Measure): string {
  return measure.comparators
    .map((each) => {
      const way = compareWith(measure, each)
      return `${each.name} ${valueText(each.value, measure)}${way === null ? '' : ` (${way})`}`
    })
    .join('; ')
}

/** "A1, A3", without what these are within. */
function itemsText({ items: refs }: MeasureSeries, items: readonly Item[]): Text {
  const around = new Set(
    items.flatMap((item) => (refs.includes(item.ref) ? ancestorsOf(item, items).map(({ ref }) => ref) : [])),
  )
  const own = refs.filter((ref) => !around.has(ref))
  return own.flatMap((ref, index): readonly Inline[] => [...(index === 0 ? [] : [', ']), reference(ref)])
}
