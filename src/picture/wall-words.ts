import { countedName } from '../../digests/sections/words.ts'
import type { Edition } from '../digest.ts'
import { isUnfinished } from '../domain/counts.ts'
import type { Facts, PastMeeting } from '../domain/facts.ts'
import { count, listed, moment, shortDay } from '../domain/format.ts'
import { refsText } from '../domain/reference.ts'

/** The longest alternative text that every platform accepts. */
const MOST_CHARACTERS = 1_500
/** Items named for one area. */
const MOST_NAMED = 3

/** A text alternative to the wall: the counts, and the worst items of each area. */
export function wallAlt({ facts, origin }: Edition, past: readonly PastMeeting[]): string {
  const draft = origin.kind === 'draft' ? 'Draft. ' : ''
  const begin = `${draft}The plan as a wall, as at ${moment(new Date(facts.asAt), facts.timeZone)}: a row for each ${facts.plan.words.action}, a tile for each of its parts. ${countsText(facts)}`
  const end = pastText(past)
  const areas: string[] = []
  for (const [index, area] of facts.areas.entries()) {
    const left = facts.areas.length - index
    const more = ` And ${count(left, 'more area', 'more areas')}.`
    const text = areaText(facts, area)
    const length = [begin, ...areas, text, end].join(' ').length + more.length
    if (length > MOST_CHARACTERS) return [begin, ...areas].join(' ') + more + (end === '' ? '' : ` ${end}`)
    areas.push(text)
  }
  return [begin, ...areas, end].filter((text) => text !== '').join(' ')
}

function countsText(facts: Facts): string {
  const { scale, counts } = facts
  const { of, rated, notRated, complete, signedOff, unfinished, overdue } = counts
  const groups = [
    ...scale.map(({ code, label }) => ({ number: rated[code] ?? 0, word: label.toLowerCase() })),
    { number: notRated, word: 'not rated' },
    { number: complete, word: 'complete and not signed off' },
    { number: signedOff, word: 'signed off' },
  ].filter(({ number }) => number > 0)
  return `Of ${count(of, countedName(facts))}: ${listed(groups.map(({ number, word }) => `${number} ${word}`))}. Overdue: ${overdue} of ${unfinished} unfinished.`
}

function areaText(facts: Facts, { code }: { code: string }): string {
  const own = facts.items.filter((item) => item.counted && item.area === code)
  const open = own.filter(isUnfinished)
  const worst = facts.scale.find((rating) => open.some((item) => item.rating === rating.code))
  if (open.length === 0) return `${code}: ${own.length === 0 ? 'nothing' : 'all complete'}.`
  const unfinished = `${code}: ${open.length} of ${own.length} unfinished`
  if (!worst) return `${unfinished}, none rated.`
  const items = open.filter(({ rating }) => rating === worst.code)
  return `${unfinished}, the worst ${items.length} ${worst.label.toLowerCase()}: ${refsText(items, facts.items, { most: MOST_NAMED })}.`
}

function pastText(past: readonly PastMeeting[]): string {
  const days = (each: readonly PastMeeting[]) => listed(each.map(({ meetingDay }) => shortDay(meetingDay)))
  const [known, unknown] = [past.filter(({ facts }) => facts), past.filter(({ facts }) => !facts)]
  return [
    ...(known.length > 0
      ? [
          `Beside each row its rating at the ${known.length === 1 ? 'meeting' : 'meetings'} of ${days(known)}.`,
        ]
      : []),
    ...(unknown.length > 0 ? [`Not recorded: ${days(unknown)}.`] : []),
  ].join(' ')
}
