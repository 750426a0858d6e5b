import { inlines, type Table, type Text } from '../../message.ts'
import { opened } from './form.ts'
import type { OnPage } from './on-page.ts'
import { escaped, inline, rich } from './words.ts'

type Cells = readonly Text[]

/** A table that a phone shows row by row; where each row is to be answered, a list of them. */
export function tableOnPage(table: Table, page: OnPage): string {
  const { steps = [] } = table
  const isForAnswers = steps.length > 0 && steps.every((step) => step?.opens && page.formFor(step.line))
  return isForAnswers ? waiting(table, page) : grid(table, page)
}

/** The first cell names its row; a title beside it belongs to the name. */
function namedBy({ columns, rows }: Table): number {
  const isTitled = columns[1]?.title === 'What' && rows.every(([first = '']) => isReference(first))
  return isTitled ? 2 : 1
}

function isReference(text: Text): boolean {
  const [first, ...others] = inlines(text)
  return typeof first === 'object' && first.kind === 'reference' && others.length === 0
}

function nameOf(row: Cells, named: number, page: OnPage): string {
  return row
    .slice(0, named)
    .map((cell) => rich(cell, page))
    .join(' ')
}

function waiting(table: Table, page: OnPage): string {
  const named = namedBy(table)
  const rows = table.rows.map((row, index) => {
    const step = table.steps?.[index]
    const details = row.slice(named).flatMap((text, at) => {
      const title = table.columns[named + at]?.title ?? ''
      const html = rich(text, page)
      if (html === '') return []
      return [html.startsWith('<span class="rating') ? html : `${escaped(title)}: ${html}`]
    })
    return `<li><h3>${nameOf(row, named, page)}</h3><p class="small">${details.join(' · ')}</p>${step ? opened(step, page) : ''}</li>`
  })
  return `<ul class="waits" aria-label="${escaped(table.caption)}">${rows.join('\n')}</ul>`
}

function grid(table: Table, page: OnPage): string {
  const { caption, columns, rows, steps = [] } = table
  const isOfFigures = columns.length > 1 && columns.slice(1).every(({ align }) => align === 'right')
  const named = namedBy(table)
  const shown = columns.slice(named)
  const head = [columns[0] ?? { title: '' }, ...shown].map(
    ({ title, align }) =>
      `<th scope="col" role="columnheader"${align === 'right' ? ' class="num"' : ''}>${escaped(title)}</th>`,
  )
  const body = rows.map((row, index) => {
    const cells = shown.map(({ title, align }, at) => bodyCell(row[named + at] ?? '', { title, align, page }))
    const step = steps[index]
    const below = step ? opened(step, page) : ''
    const right = columns[0]?.align === 'right' ? ' class="num"' : ''
    return `<tr role="row"><th scope="row" role="rowheader"${right}>${nameOf(row, named, page)}${below}</th>${cells.join('')}</tr>`
  })
  return `<table role="table" class="${isOfFigures ? 'figures' : 'stack'}"><caption class="unseen">${escaped(caption)}</caption><thead role="rowgroup"><tr role="row">${head.join('')}</tr></thead><tbody role="rowgroup">\n${body.join('\n')}\n</tbody></table>`
}

/** Longer cells get a line of their own on a phone. */
const LONG = 40
/** A date, a code, a number. */
const SHORT = 12

function bodyCell(
  text: Text,
  { title, align, page }: { title: string; align: 'left' | 'right' | undefined; page: OnPage },
): string {
  const html = inlines(text)
    .map((each) => inline(each, page))
    .join('')
  if (html === '') return '<td role="cell"></td>'
  const isRating = html.startsWith('<span class="rating')
  const length = html.replace(/<[^>]*>/g, '').length
  const looks = [
    ...(align === 'right' ? ['num'] : []),
    ...(length > LONG ? ['wide'] : []),
    ...(length <= SHORT ? ['nowrap'] : []),
  ]
  const look = looks.length === 0 ? '' : ` class="${looks.join(' ')}"`
  const label = isRating ? '' : ` data-label="${escaped(title.toLowerCase())}"`
  const shown = /\blate\b/i.test(title) ? `<span class="late">${html}</span>` : html
  return `<td role="cell"${look}${label}>${shown}</td>`
}
