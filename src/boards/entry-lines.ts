import type { Context } from '../command.ts'
import type { BoardEntry } from '../domain/board-entries.ts'
import { longDay, shortDay } from '../domain/format.ts'
import { findRating } from '../domain/scale.ts'
import { said, strong, type Text } from '../message.ts'

/** What is recorded of a meeting besides its decisions on requests, each as a line for its minutes. */
export function entryLines(context: Context, entries: readonly BoardEntry[]): readonly Text[] {
  return entries.flatMap((entry) => {
    const line = lineOf(context, entry)
    return line === undefined ? [] : [line]
  })
}

function lineOf({ model }: Context, entry: BoardEntry): Text | undefined {
  const ref = [...model.items, ...model.left].find(({ id }) => id === entry.itemId)?.ref
  const on = ref === undefined ? '' : ` ${ref}`
  switch (entry.kind) {
    case 'interest': {
      const { who, left, nature, chaired } = entry.details
      const room = left ? 'left the room' : 'stayed in the room'
      const chair = chaired === null ? '' : `; ${chaired} took the chair`
      return [strong(`Interest${on}`), `: ${who}, `, said(nature), `; ${room}${chair}`]
    }
    case 'resolution': {
      const { verb, words, reasons, options, interests } = entry.details
      const more = (label: string, text: string | null): Text =>
        text === null ? '' : [` ${label}: `, said(text)]
      return [
        strong(`${capital(verb)}${on}`),
        ': ',
        said(words),
        ...[more('Reasons', reasons), more('Options', options), more('Interests', interests)].flat(),
      ]
    }
    case 'assessment': {
      const rating = findRating(model.plan.scale, entry.details.rating)?.label ?? entry.details.rating
      return [strong(`The Board’s assessment${on}`), `: ${rating}, `, said(entry.details.words)]
    }
    case 'assessment-lifted':
      return [strong(`The Board’s assessment${on}`), ': lifted']
    case 'not-accepted':
      return [strong(`Completion of${on} not accepted`), ': ', said(entry.details.words)]
    case 'referral': {
      const { to, words, due } = entry.details
      return [
        strong(`Referred${on} to ${to}`),
        ': ',
        said(words),
        due === null ? '' : `, answer due ${shortDay(due)}`,
      ]
    }
    case 'response':
      return [strong('Response'), `: ${RESPONSES[entry.details.outcome]}, `, said(entry.details.words)]
    case 'judgement':
      return [strong(`Judged${on}`), ': ', said(entry.details.words)]
    case 'commitment': {
      const { topic, day, isStanding } = entry.details
      const when = isStanding ? 'at every meeting' : day === null ? 'meeting to be confirmed' : longDay(day)
      return [strong('Report asked for'), ': ', said(topic), `, ${when}`]
    }
    case 'report':
      return [
        strong(entry.details.isNil ? 'Nil report' : 'Report'),
        entry.details.words === null ? '' : ': ',
        ...(entry.details.words === null ? [] : [said(entry.details.words)]),
      ]
    case 'correction':
      return [
        strong(`Minute of R${entry.details.request} corrected`),
        ': ',
        said(entry.details.is),
        ', before ',
        said(entry.details.was),
      ]
    case 'met':
    case 'minutes':
    case 'monitoring':
    case 'monitoring-answer':
    case 'direction':
    case 'version':
    case 'release':
    case 'digest-correction':
      return undefined
  }
}

export const RESPONSES = {
  accepted: 'accepted',
  'accepted-in-part': 'accepted in part',
  'not-accepted': 'not accepted',
} as const

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
