import { z } from 'zod'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { count, longDay } from '../src/domain/format.ts'
import { familyOf } from '../src/domain/hierarchy.ts'
import { type MeasureSeries, seriesOf } from '../src/domain/measure-series.ts'
import { UserError } from '../src/errors.ts'
import { itemOf } from '../src/lookup/items.ts'
import { paragraph, sentence, context as smallPrint, strong, typed } from '../src/message.ts'
import { trendPicture } from '../src/picture/trend.ts'
import { seriesBlock, seriesTable, trendText } from '../src/status/measure-series.ts'

export default defineCommand({
  summary: 'Show what the plan is measured by: the latest figures, what stands beside them, and the trend',
  topics: 'measures indicators kpi figures target comparator trend performance data',
  forms: ['', '<ref>', '<area>', '<words>'],
  questions: ['measures', 'show|list measures', 'plan measured', 'trend', 'indicators', 'kpis'],
  examples: ({ groups }) => ['measures', ...groups.slice(0, 1).map(({ ref }) => `measures ${ref}`)],
  arguments: z.object({
    ref: z.string().optional(),
    area: z.string().optional(),
    words: z.string().optional(),
  }),
  async run(context, { ref, area = ref, words }) {
    const all = seriesOf(context.model.measures)
    if (area !== undefined) return ofItem(context, all, area)
    if (words !== undefined) return { message: oneOf(called(all, words)) }
    if (all.length === 0) return { message: sentence('The plan is measured by no figure.') }
    const text = `${count(all.length, 'measure')} of the plan, as on ${longDay(context.today)}.`
    return {
      message: {
        ...sentence(
          text,
          seriesTable(all, 'What the plan is measured by', context.model),
          smallPrint('One with all its values: ', typed(`measures ${all[0]?.code}`)),
        ),
        title: 'What the plan is measured by',
      },
    }
  },
})

function ofItem(context: Context, all: readonly MeasureSeries[], wanted: string): Outcome {
  const item = itemOf(context, wanted)
  const family = familyOf(item, context.model.items).map(({ ref }) => ref)
  const own = all.filter(({ items }) => items.some((each) => family.includes(each)))
  if (own.length === 0)
    return { message: sentence(`${item.ref} is measured by no figure of the plan. All there are: measures`) }
  const text = `${item.ref} ${item.title} is measured by ${count(own.length, 'figure')}.`
  return {
    message: sentence(text, seriesTable(own, `Measures of ${item.ref}`, context.model)),
    itemId: item.id,
  }
}

function oneOf(series: MeasureSeries) {
  const trend = trendText(series)
  const picture = trendPicture(series, `${series.name}: ${valuesText(series)}. ${trend}`)
  return {
    title: series.name,
    summary: `${series.name}. ${trend}`,
    blocks: [
      paragraph(strong(series.name)),
      paragraph(trend),
      ...(picture ? [picture] : []),
      seriesBlock(series),
    ],
  }
}

function valuesText({ found, given }: MeasureSeries): string {
  return [...found, ...given]
    .map(
      ({ kind, period, value, unit }) =>
        `${kind === 'actual' ? '' : `${kind} `}${period?.asGiven ?? ''} ${value}${unit === '%' ? '%' : ''}`,
    )
    .map((text) => text.trim())
    .join(', ')
}

/** @throws UserError if no measure bears that code or name */
function called(all: readonly MeasureSeries[], words: string): MeasureSeries {
  const wanted = words.trim().toLowerCase()
  const found =
    all.find(({ found: values, given }) =>
      [...values, ...given].some(({ code }) => code.toLowerCase() === wanted),
    ) ?? all.find(({ name }) => name.toLowerCase() === wanted)
  if (found) return found
  throw new UserError('unknown', `No measure is called “${words}”. All there are: measures`, ['measures'])
}
