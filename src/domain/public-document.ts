import { holdsChildsNumber } from './childrens-numbers.ts'
import { isCounted, isUnfinished } from './counts.ts'
import type { Facts, ItemFacts } from './facts.ts'
import { count } from './format.ts'
import { itemsWithin } from './groups.ts'
import type { Day } from './plan.ts'

/** What a plan file says to the public, in its own wording. */
export interface PublicWording {
  readonly title: string
  readonly intro?: string | undefined
  readonly said: readonly PublicPair[]
}

interface PublicPair {
  /** What people said. */
  readonly you: string
  /** What is done about it. */
  readonly we: string
  /** The references of the items that do it; they are never shown. */
  readonly items: readonly string[]
}

/** What is published: words that were marked public, and how far the work is. Nothing else of the plan is in it. */
export interface PublicDocument {
  readonly title: string
  readonly intro: string
  readonly body: string
  readonly meetingDay: Day
  readonly asAt: Day
  readonly pairs: readonly { readonly you: string; readonly we: string; readonly stands: string }[]
}

export interface Drafted {
  readonly document: PublicDocument
  /** Why it cannot be published as it is, in sentences for the coordinator. */
  readonly problems: readonly string[]
}

/** The public wording beside the position that a held meeting was told. */
export function publicDocument(
  wording: PublicWording,
  { facts, meetingDay, idOf }: { facts: Facts; meetingDay: Day; idOf: (ref: string) => number | undefined },
): Drafted {
  const drafted = wording.said.map(({ you, we, items }) => {
    const ids = items.map(idOf)
    const found = facts.items.filter(({ id }) => ids.includes(id))
    return { you, we, stands: standsText(found, facts), missing: items.length - found.length }
  })
  const document: PublicDocument = {
    title: wording.title,
    intro: wording.intro ?? '',
    body: facts.body.name,
    meetingDay,
    asAt: facts.day,
    pairs: drafted.map(({ missing: _, ...pair }) => pair),
  }
  const missing = drafted.flatMap(({ missing: number }, index) =>
    number === 0
      ? []
      : [`${place(index)} counts on ${count(number, 'item')} that this meeting’s position does not have.`],
  )
  return { document, problems: [...wordProblems(document), ...missing] }
}

function place(index: number): string {
  return `No ${index + 1}`
}

/** How far the work is, in words that need no key and tell nothing of whoever does it. */
function standsText(found: readonly ItemFacts[], facts: Facts): string {
  const parts = found.flatMap((item) =>
    isCounted(item) ? [item] : itemsWithin(item, facts.items).filter(isCounted),
  )
  const all = parts.length === 0 ? found : [...new Set(parts)]
  if (all.length === 0) return ''
  const open = all.filter(isUnfinished)
  if (open.length === 0) return 'Done'
  const begun = open.length < all.length || open.some(({ state }) => state === 'in-progress')
  const late = open.some(({ daysOverdue }) => daysOverdue !== null)
  const words = begun ? 'Under way' : 'Not begun yet'
  return late ? `${words}, later than planned` : words
}

function wordProblems({ title, intro, pairs }: PublicDocument): readonly string[] {
  return [
    ...wordingProblems(title, 'The title '),
    ...wordingProblems(intro, 'The introduction '),
    ...pairs.flatMap(({ you, we }, index) => [
      ...wordingProblems(you, `${place(index)}, what was said, `),
      ...wordingProblems(we, `${place(index)}, what is done, `),
    ]),
  ]
}

/** Why the public may not read a text. */
export function wordingProblems(text: string, where = 'It '): readonly string[] {
  const few = text.match(SMALL)?.[0]
  return [
    ...(holdsChildsNumber(text) ? [`${where}holds what looks like a child’s number or birthday.`] : []),
    ...(few === undefined
      ? []
      : [`${where}speaks of “${few}”: so few can be recognised. Write “fewer than five”.`]),
  ]
}

/** "3 families": a number of people that is so small that they can be recognised. */
const SMALL =
  /(?<![\p{L}\p{N}.,%£-])(?:[1-4]|one|two|three|four)(?![\p{N}%]|[.,]\p{N})(?:\s+\p{L}[\p{L}-]*){0,2}?\s+(?:child(?:ren)?|boys?|girls?|bab(?:y|ies)|pupils?|students?|learners?|young people|young person|teenagers?|people|persons?|parents?|carers?|mothers?|fathers?|mums?|dads?|famil(?:y|ies)|households?|cases?|referrals?|appeals?|complaints?|exclusions?)(?!\p{L})/iu

/** What a document says otherwise than the one before it. */
export function publicChanges(before: PublicDocument, after: PublicDocument): readonly string[] {
  const words = (document: PublicDocument) => [
    document.title,
    document.intro,
    ...document.pairs.flatMap(({ you, we, stands }) => [you, we, stands]),
  ]
  const now = new Set(words(after))
  const gone = [...new Set(words(before))].filter((text) => text !== '' && !now.has(text))
  return gone
}
