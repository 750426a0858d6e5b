import { count } from '../domain/format.ts'
import type { Extracted, Question } from './extracted.ts'

/** "wsoa-table.docx: 2 areas, 7 actions, 45 sub-actions, 151 colours in 6 columns." */
export function foundText(name: string, plan: Extracted): string {
  const { levels, counts, items } = plan
  const sizes = levels.map((level) => count(counts[level] ?? 0, level))
  const colours = items
    .flatMap(({ checkpoints, rating }) =>
      checkpoints.length > 0 ? checkpoints.map(({ basis }) => basis) : rating ? [rating.basis] : [],
    )
    .filter((basis) => basis === 'cell colour')
  const columns = new Set(items.flatMap(({ checkpoints }) => checkpoints.map(({ at }) => at))).size
  const seen =
    colours.length === 0
      ? []
      : [`${count(colours.length, 'colour')}${columns > 1 ? ` in ${columns} columns` : ''}`]
  return `${name}: ${[...sizes, ...seen].join(', ')}.`
}

export function questionsCount(questions: readonly Question[]): string {
  if (questions.length === 0) return 'No question.'
  return `${count(questions.length, 'question')}${questions.length > 1 ? ', most important first' : ''}.`
}

/** One question as people read it: what is printed, where, and what may be answered. */
export function questionText({ about, place, offers }: Question): string {
  const where = place === 'file' ? '' : ` (${place})`
  const sentence = /[.?!]$/.test(about) ? about : `${about}.`
  const choices =
    offers.length === 0
      ? ''
      : `\n${offers
          .slice(0, MOST_OFFERS)
          .map((offer) => `   - ${offer}`)
          .join('\n')}`
  return `${sentence}${where}${choices}`
}

const MOST_OFFERS = 10
