import { isCounted, isStep } from '../../src/domain/counts.ts'
import { dayIn } from '../../src/domain/day.ts'
import type { Move } from '../../src/domain/difference.ts'
import type { Facts, ItemFacts, RequestFacts } from '../../src/domain/facts.ts'
import { capitalised, count, listed, shortDay, shownDay } from '../../src/domain/format.ts'
import { countOf } from '../../src/domain/hierarchy.ts'
import { askedWords } from '../../src/domain/request.ts'
import { needsSignOff, STATE_WORDS } from '../../src/domain/scale.ts'
import { shortened } from '../../src/domain/text.ts'
import { type Inline, said, strong, type Text } from '../../src/message.ts'
import { ratingMark, stateMark } from '../../src/status/item-text.ts'

/** "60 sub-actions", "60 sub-actions and 3 actions without any"; by default all that are counted. */
export function countedText({ items, plan }: Facts, some = items.filter(isCounted)): string {
  return countOf(some, plan)
}

/** What a column of positions is called: a plan without ratings has states. */
export function positionTitle({ scale }: Facts): string {
  return scale.length > 0 ? 'Rating' : 'State'
}

/** The reference and the title, for readers who do not know the plan by heart. */
export function itemNamed({ ref, title }: ItemFacts): Text {
  return [strong(ref), ` ${title}`]
}

export function ratingNamed({ scale }: Facts, code: string | null): Inline {
  return ratingMark(scale.find((rating) => rating.code === code) ?? null)
}

/** The rating, or that the item is complete, or that nothing was stated. */
export function positionOf(facts: Facts, item: ItemFacts): readonly Inline[] {
  const proposed = item.finalProposed ? `, ${finalLabel(facts)} proposed` : ''
  if (item.state === 'complete' && !item.signedOff) return [`✓ Complete${proposed}`]
  if (item.rating === null && !item.positionStated) return ['○ Not stated']
  if (facts.scale.length === 0) return [stateMark(item.state)]
  if (item.rating === null && isStep(item) && item.state) return [`○ ${capitalised(STATE_WORDS[item.state])}`]
  const isSigned = item.signedOff && facts.scale.some(needsSignOff)
  return [ratingNamed(facts, item.rating), isSigned ? ', signed off' : proposed]
}

function finalLabel({ scale }: Facts): string {
  return scale.find(({ final }) => final)?.label.toLowerCase() ?? 'final rating'
}

export function dueOf({ dueDate, dueAsGiven, dueExact, ongoing, reviewDate }: ItemFacts): string {
  if (dueDate !== null) return shownDay({ on: dueDate, asGiven: dueAsGiven ?? '', exact: dueExact })
  if (!ongoing) return 'no date'
  return reviewDate === null ? 'ongoing' : `review ${shortDay(reviewDate)}`
}

/** The holders of the owning roles; a role without a named holder appears as its code. */
export function ownersOf({ roles }: Facts, { owners }: ItemFacts): string {
  if (owners.length === 0) return 'no owner'
  return owners.map((code) => holderOf(roles, code)).join(', ')
}

export function holderOf(roles: Facts['roles'], code: string): string {
  const holders = roles.find((role) => role.code === code)?.holders ?? []
  const named = holders.filter((name) => name !== code)
  return named.length === 0 ? code : `${listed(named)} (${code})`
}

export function overdueWords({ daysOverdue }: ItemFacts): string {
  return daysOverdue === null ? '' : `${count(daysOverdue, 'day')} overdue`
}

export function requestsOf({ requests }: Facts, ref: string): readonly RequestFacts[] {
  return requests.filter((request) => request.ref === ref)
}

/** "Jan 2021 asked for (R1)" */
export function requestWords(asked: RequestFacts): string {
  return `${askedWords(asked)} asked for (${asked.request})`
}

export function localDay({ timeZone }: Facts, instant: string): string {
  return shortDay(dayIn(timeZone, new Date(instant)))
}

/** Typed text, shortened to fit a page; the record has it in full. */
export function quoted(text: string): Inline {
  return said(shortened(text.replace(/\s+/g, ' ').toWellFormed(), MOST_QUOTED))
}

const MOST_QUOTED = 200

/** "recommends to approve: “minute 3.1”", from "approve: minute 3.1" as recorded. */
export function recommendationWords(text: string): readonly Inline[] {
  const [, verb = text, minute = ''] = text.match(/^(\w+): ?(.*)$/s) ?? []
  return [`recommends to ${verb}`, ...(minute === '' ? [] : [': ', quoted(minute)])]
}

/** The latest note, if written at `since` or later. */
export function noteSince({ note }: ItemFacts, since: string): readonly Inline[] {
  return note && note.at >= since ? [quoted(note.text)] : []
}

/**
 * The latest note on an item, dated when it is older than the period or the rating beside it; "as above" when the
 * previous row has the same note.
 */
export function latestNote(
  facts: Facts,
  { note, ratedSince }: ItemFacts,
  above: ItemFacts | undefined,
): Text {
  if (!note) return 'no note'
  if (note.text === above?.note?.text && note.at === above.note.at) return 'as above'
  const from = [facts.period.from ?? '', ratedSince ?? ''].sort().at(-1) ?? ''
  return [quoted(note.text), note.at < from ? `, ${localDay(facts, note.at)}` : '']
}

/** "◆ Amber, due Jul 2020"; the date only where it moved. */
export function sideOf(facts: Facts, { was, now }: Move, side: 'was' | 'now'): Text {
  const item = side === 'was' ? was : now
  if (!item) return 'not in the plan'
  const isMoved = was !== null && (was.dueDate !== now.dueDate || was.reviewDate !== now.reviewDate)
  const isNews = was?.rating === now.rating || was?.daysOverdue === null
  const late = side === 'now' && isNews && item.daysOverdue !== null
  const date = isMoved ? `, due ${dueOf(item)}` : ''
  return [...positionOf(facts, item), date, late ? `, ${overdueWords(item)}` : '']
}
