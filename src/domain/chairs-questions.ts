import { isCounted, isOverdue, isSilentTwice, isStep, isUnfinished } from './counts.ts'
import { hasEvidenceSince, type Move } from './difference.ts'
import type { Facts, ItemFacts } from './facts.ts'
import { capitalised, listed, shownDay } from './format.ts'
import { itemsText } from './items-text.ts'
import { ratingWords } from './scale.ts'

/** What a rule looks at. */
export interface RuleInput {
  readonly facts: Facts
  readonly previous: Facts | null
  /** Since the previous edition. */
  readonly moves: readonly Move[]
}

/** One question that a chair could ask: a rule that finds items, and the wording. */
interface QuestionRule {
  readonly find: (judged: RuleInput) => readonly ItemFacts[]
  /** `refs` names them all: "A2(e) and B2(a)". */
  readonly ask: (refs: string, found: readonly ItemFacts[], judged: RuleInput) => string
}

const MOST_QUESTIONS = 5
/** Items named in one question; nobody reads out more. */
const MOST_NAMED = 6

export interface ChairsQuestion {
  readonly text: string
  readonly items: readonly ItemFacts[]
}

/** Questions that a chair could ask, at most five; of a plan that is over there is nobody to ask. */
export function chairsQuestions(judged: RuleInput): readonly ChairsQuestion[] {
  if (judged.facts.plan.ended) return []
  return RULES.flatMap(({ find, ask }) => {
    const items = find(judged).filter((item) => !isStep(item))
    return items.length === 0 ? [] : [{ text: asked(ask, items, judged), items }]
  }).slice(0, MOST_QUESTIONS)
}

/** A question that begins with the word for the items has a capital; a reference stays as the plan writes it. */
function asked(ask: QuestionRule['ask'], items: readonly ItemFacts[], judged: RuleInput): string {
  const text = ask(namesText(items, judged.facts), items, judged)
  return text.startsWith(items[0]?.ref ?? '') ? text : capitalised(text)
}

/** The references, with a title if they are one item or are parts of one. */
function namesText(items: readonly ItemFacts[], facts: Facts): string {
  const all = facts.items
  const refs = itemsText(items, facts, { most: MOST_NAMED })
  const [only, ...others] = items
  const [parent, ...more] = new Set(items.map((item) => item.parent))
  const whole = more.length === 0 ? all.find(({ ref }) => ref === parent) : undefined
  const title = others.length === 0 ? only?.title : whole?.title
  return title === undefined ? refs : `${refs} (${title})`
}

/** At the worst rating of the scale at two meetings running. */
const redTwice: QuestionRule = {
  find: ({ facts, previous }) => {
    const worst = facts.scale[0]?.code
    const before = new Set(
      previous?.items
        .filter(({ rating, basis }) => rating === worst && basis === 'stated')
        .map(({ id }) => id),
    )
    return facts.items.filter(
      (item) => item.rating === worst && item.basis === 'stated' && isUnfinished(item) && before.has(item.id),
    )
  },
  ask: (refs, found, { facts }) =>
    `${refs} ${found.length === 1 ? 'is' : 'are'} ${facts.scale[0] ? ratingWords(facts.scale[0]) : ''} at two meetings running: what has to be decided now to bring ${found.length === 1 ? 'it' : 'them'} back?`,
}

/** Looks better only because its date moved. */
const betterOnlyRedated: QuestionRule = {
  find: ({ moves }) => moves.filter(({ onlyRedated }) => onlyRedated).map(({ now }) => now),
  ask: (refs, found, { previous }) => {
    const isBare = found.every((item) => !hasEvidenceSince(item, previous?.asAt ?? ''))
    const bare = isBare ? ', and no evidence was given' : ''
    return `${refs} ${found.length === 1 ? 'looks' : 'look'} better only because re-dated${bare}: what else has changed?`
  },
}

/** Rated as on track for a date that has passed. */
const greenPastDate: QuestionRule = {
  find: ({ facts }) => {
    const onTrack = onTrackRatings(facts)
    return facts.items.filter(
      (item) =>
        isOverdue(item) && item.basis === 'stated' && item.rating !== null && onTrack.has(item.rating),
    )
  },
  ask: (refs, found, { facts }) => {
    const [only] = new Set(found.map((item) => item.rating))
    const rating = facts.scale.find(({ code }) => code === only)
    const label = rating ? ratingWords(rating) : 'on track'
    return `${refs} ${found.length === 1 ? 'is' : 'are'} ${label} past ${found.length === 1 ? 'its date: is it' : 'their dates: are they'} complete, late, or in need of a new date?`
  },
}

/** The ratings whose key requires an agreed date; if none does, the best one short of final. */
function onTrackRatings({ scale }: Facts): ReadonlySet<string> {
  const open = scale.filter(({ final }) => !final)
  const dated = open.filter(({ demands }) => demands.some(({ kind }) => kind === 'date'))
  return new Set((dated.length > 0 ? dated : open.slice(-1)).map(({ code }) => code))
}

const TIMES = 2

/** Unfinished, and re-dated at least twice; ambiguous revisions do not count. */
const redatedTwice: QuestionRule = {
  find: ({ facts }) =>
    facts.items.filter(
      (item) => isUnfinished(item) && item.revisions.filter(({ ambiguous }) => !ambiguous).length >= TIMES,
    ),
  ask: (refs, found) => {
    const [only, ...others] = found
    if (only && others.length === 0) {
      return `${refs} has been re-dated ${timesText(only)}, ${datesText(only)}: what makes this date hold?`
    }
    return `${refs} have been re-dated twice or more: what makes these dates hold?`
  },
}

function timesText({ revisions }: ItemFacts): string {
  const times = revisions.filter(({ ambiguous }) => !ambiguous).length
  return times === TIMES ? 'twice' : `${times} times`
}

/** "from Apr 2020 to Jul 2020, then to 26 Feb 2021" */
function datesText({ revisions, ...item }: ItemFacts): string {
  const { originalDueDate, originalDueAsGiven, originalDueExact } = item
  const to = revisions.filter(({ ambiguous }) => !ambiguous).map(({ due }) => `to ${shownDay(due)}`)
  const from =
    originalDueDate === null
      ? ''
      : `from ${shownDay({ on: originalDueDate, asGiven: originalDueAsGiven ?? '', exact: originalDueExact })} `
  return from + to.join(', then ')
}

/** Owners asked by name, at most. */
const MOST_OWNERS = 3

/** Unfinished, and nobody has reported on it for two reporting periods. */
const silent: QuestionRule = {
  find: ({ facts }) => facts.items.filter((item) => isCounted(item) && isSilentTwice(item, facts.period)),
  ask: (refs, found, { facts }) => {
    const never = found.filter(({ last }) => last === null).length
    const ever = never === found.length ? 'ever reported on' : 'reported for two periods on'
    const some = never > 0 && never < found.length ? ` (${never} of them never)` : ''
    const owners = [...new Set(found.flatMap((item) => item.owners))]
    const who = owners.length > 0 && owners.length <= MOST_OWNERS ? `, ${listed(owners)}` : ''
    return `Nobody has ${ever} ${refs}, ${found.length} of ${facts.counts.unfinished} unfinished${some}: how ${found.length === 1 ? 'does it' : 'do they'} stand${who}?`
  },
}

/** Most pressing first; each rule asks at most one question, however many items it finds. */
const RULES: readonly QuestionRule[] = [redTwice, betterOnlyRedated, greenPastDate, redatedTwice, silent]
