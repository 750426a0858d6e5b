import { type BoardEntry, type EntryOf, ofKind } from './board-entries.ts'
import { dayIn, daysBetween } from './day.ts'
import { longDay, shortDay } from './format.ts'
import { asDraft } from './minute.ts'
import type { Day } from './plan.ts'

/** What boards and officers think of an item besides its rating. It changes no count. */
export interface BoardViews {
  /** The board's own rating, until it is lifted. */
  readonly assessment?: {
    readonly rating: string
    readonly words: string
    readonly bodyId: number
    readonly on: Day
    /** The minutes of its meeting are not approved yet. */
    readonly isDraft: boolean
  }
  /** A finished item that is looked at again. */
  readonly monitored?: {
    readonly id: number
    readonly until: Day
    readonly shows: string
    readonly answer: 'held' | 'reopened' | 'not-sure' | null
    readonly answeredOn: Day | null
    readonly words: string | null
  }
  readonly direction?: {
    readonly way: 'improving' | 'steady' | 'worsening'
    readonly because: string
    readonly personId: number
    readonly on: Day
  }
  /** What external reviews said of it, the latest last. */
  readonly judgements: readonly { readonly bodyId: number; readonly words: string; readonly on: Day }[]
}

/** Folds the entries of a plan into what holds of each item, by its id. */
export function viewsOf(entries: readonly BoardEntry[], timeZone: string): ReadonlyMap<number, BoardViews> {
  const approved = new Set(ofKind(entries, 'minutes').map(({ meetingId }) => meetingId))
  const ids = new Set(entries.flatMap(({ itemId }) => (itemId === null ? [] : [itemId])))
  return new Map(
    [...ids].map((id) => [
      id,
      viewsOfItem(
        entries.filter(({ itemId }) => itemId === id),
        { timeZone, approved },
      ),
    ]),
  )
}

function viewsOfItem(
  own: readonly BoardEntry[],
  { timeZone, approved }: { timeZone: string; approved: ReadonlySet<number | null> },
): BoardViews {
  const on = (entry: Pick<BoardEntry, 'meetingDay' | 'recordedAt'>) =>
    entry.meetingDay ?? dayIn(timeZone, new Date(entry.recordedAt))
  const assessment = ofKind(own, 'assessment').at(-1)
  const lifted = ofKind(own, 'assessment-lifted').at(-1)
  const monitoring = ofKind(own, 'monitoring').at(-1)
  const direction = ofKind(own, 'direction').at(-1)
  const stands = assessment && (!lifted || lifted.id < assessment.id)
  return {
    ...(stands && assessment
      ? {
          assessment: {
            ...assessment.details,
            bodyId: assessment.bodyId,
            on: on(assessment),
            isDraft: !approved.has(assessment.meetingId),
          },
        }
      : {}),
    ...(monitoring ? { monitored: monitoredNow(monitoring, ofKind(own, 'monitoring-answer'), on) } : {}),
    ...(direction
      ? { direction: { ...direction.details, personId: direction.personId, on: on(direction) } }
      : {}),
    judgements: ofKind(own, 'judgement').map(({ bodyId, details }) => ({ bodyId, ...details })),
  }
}

function monitoredNow(
  { id, details }: EntryOf<'monitoring'>,
  answers: readonly EntryOf<'monitoring-answer'>[],
  on: (entry: BoardEntry) => Day,
): BoardViews['monitored'] & object {
  const last = answers.findLast(({ aboutId }) => aboutId === id)
  if (!last) return { id, ...details, answer: null, answeredOn: null, words: null }
  const { answer, words, again } = last.details
  return {
    id,
    shows: details.shows,
    until: again ?? details.until,
    answer,
    answeredOn: on(last),
    words,
  }
}

/** "The Board’s assessment: Red, 8 December 2020, draft minute 4.2: “…”" in its three parts. */
export function assessmentWords(
  words: string,
  { isDraft }: { readonly isDraft: boolean } = { isDraft: true },
): { readonly minute: string; readonly said: string } {
  const [, minute = '', rest = words] = words.match(/^((?:draft )?minute \d[\w.()]*)[,:;]?\s+(.*)$/is) ?? []
  return { minute: minute !== '' && isDraft ? asDraft(minute) : minute, said: rest }
}

/** "They have differed for 23 days." */
export function differedText(on: Day, today: Day): string {
  const days = daysBetween(on, today)
  if (days <= 0) return 'They differ since today.'
  return `They have differed for ${days} ${days === 1 ? 'day' : 'days'}.`
}

/** "It is monitored until 30 June 2020: portal logins each month." and what has been answered. */
export function monitoredText(
  { until, shows, answer, answeredOn }: BoardViews['monitored'] & object,
  today: Day,
): string {
  const what = shows.replace(/[.;\s]+$/, '')
  if (answer === 'held' && answeredOn)
    return `Monitored until ${shortDay(until)}: ${what}. It has held (${shortDay(answeredOn)}).`
  if (answer === 'reopened' && answeredOn)
    return `Monitored until ${shortDay(until)}: ${what}. It has not held, and was reopened on ${shortDay(answeredOn)}.`
  const unsure = answer === 'not-sure' && answeredOn ? ` Not sure yet, said on ${shortDay(answeredOn)}.` : ''
  const late = until < today ? ` No answer since: it was asked on ${longDay(until)}.` : ''
  return `Monitored until ${longDay(until)}: ${what}.${unsure}${late}`
}
