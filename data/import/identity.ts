import type { FoldedItems, PlanItem } from '../../src/domain/item-changes.ts'
import { plainReference } from '../../src/domain/reference.ts'
import { UserError } from '../../src/errors.ts'
import type { FileItem } from './file-items.ts'
import { grouped } from './grouped.ts'
import { itemCalled, type NameOf } from './names.ts'
import { type Answers, answerTo, type ImportQuestion, notAnAnswer, type PossibleAnswer } from './questions.ts'
import { renumberingOf } from './renumbering.ts'
import { isSameTitle, keepsHalf, titleKey } from './titles.ts'

/** Which item of the plan each item of a file is. */
export interface Identities {
  /** By the key of the file's item; those without one are new. */
  readonly known: ReadonlyMap<string, PlanItem>
  /** What cannot be told from the file, and is left out of what it changes. */
  readonly questions: readonly ImportQuestion[]
  /** The items of the file that are asked about, by key, each with the id of the likeliest of the plan. */
  readonly open: ReadonlyMap<string, number>
  /** The ids of the plan's items that one of them may be. */
  readonly perhaps: ReadonlySet<number>
}

/**
 * Finds the items of a file in the plan. Sure is the same reference with at least half of the words. The title of another
 * item, or hardly a word in common, is asked about, and so is a new reference with a known title.
 */
export function identitiesOf(
  file: readonly FileItem[],
  plan: FoldedItems,
  { answers, nameOf }: { answers: Answers; nameOf: NameOf },
): Identities {
  const bearers = bearersOf(file, plan.inPlan)
  const shifted = renumberingOf(file, plan.inPlan, { bearers, answers, nameOf })
  const listed: ReadonlyMap<string, PlanItem> = shifted.kind === 'none' ? new Map() : shifted.items
  const isListed = new Set(listed.values())
  const questions: ImportQuestion[] = []
  const open = new Map<string, number>()
  if (shifted.kind === 'asked') {
    questions.push(shifted.question)
    for (const { key } of file) {
      const bearer = bearers.get(key)
      // What has the reference of one in the list waits for the answer too.
      const item = listed.get(key) ?? (bearer && isListed.has(bearer) ? bearer : undefined)
      if (item) open.set(key, item.id)
    }
  }
  const known = new Map(shifted.kind === 'known' ? listed : [])
  const perhaps = new Set(open.values())
  const rest = file.filter(({ key }) => !known.has(key) && !open.has(key))
  const others = { ...plan, inPlan: plan.inPlan.filter((item) => !isListed.has(item)) }
  const free = bearersOf(rest, others.inPlan)
  const titles = grouped(others.inPlan, ({ title }) => titleKey(title))
  const kept = titlesKept(rest, free)
  const seen: Seen = { plan: others, bearers: free, kept, titles, known, answers, nameOf }
  for (const each of rest) {
    const found = identityOf(each, seen)
    if (found.kind === 'known') known.set(each.key, found.item)
    if (found.kind !== 'asked') continue
    questions.push(found.question)
    for (const { id } of [...found.candidates].reverse()) {
      open.set(each.key, id)
      perhaps.add(id)
    }
  }
  checkEachOnce(file, known)
  return { known, questions, open, perhaps }
}

interface Seen {
  readonly plan: FoldedItems
  /** The item of the plan that bears the reference of each of the file's, by key. */
  readonly bearers: ReadonlyMap<string, PlanItem>
  /** Whether the file has an item's title under its reference still, by id; nothing if the file has no such reference. */
  readonly kept: ReadonlyMap<number, boolean>
  /** The items of the plan by their titles. */
  readonly titles: ReadonlyMap<string, readonly PlanItem[]>
  /** What is known of the file's items so far, by key: what an item stands in comes before it. */
  readonly known: ReadonlyMap<string, PlanItem>
  readonly answers: Answers
  readonly nameOf: NameOf
}

type Identity =
  | { readonly kind: 'known'; readonly item: PlanItem }
  | { readonly kind: 'new' }
  | {
      readonly kind: 'asked'
      readonly question: ImportQuestion
      readonly candidates: readonly PlanItem[]
    }

function identityOf(each: FileItem, seen: Seen): Identity {
  const { title } = each.facts
  const bearer = seen.bearers.get(each.key)
  const twin = bearer && twinOf(each, bearer, seen)
  if (twin) return asked(each, seen, { bearer, likely: [twin] })
  if (bearer && isAnywhere(each, bearer, seen)) return asked(each, seen, { bearer })
  if (bearer && isSameTitle(bearer.title, title)) return { kind: 'known', item: bearer }
  const likely = likelyItems(each, seen)
  if (bearer && likely.length === 0 && keepsHalf(bearer.title, title)) return { kind: 'known', item: bearer }
  if (bearer || likely.length > 0) return asked(each, seen, { bearer, likely })
  const left = latest(seen.plan.left, each)
  if (left && keepsHalf(left.title, title)) return { kind: 'known', item: left }
  const gone = seen.plan.left.filter((item) => isSameTitle(item.title, title))
  if (left || gone.length > 0) return asked(each, seen, { bearer: left, likely: gone })
  const question = questionOn(each, seen, {})
  const given = answerTo(seen.answers, question.key)
  return given === undefined ? { kind: 'new' } : answered(each, seen, question, given)
}

/** An item of the same title within what the file's item stands in, where the one with its reference is within another. */
function twinOf(
  { parentKey, facts }: FileItem,
  bearer: PlanItem,
  { known, titles }: Seen,
): PlanItem | undefined {
  const parent = parentKey === null ? undefined : known.get(parentKey)
  if (!parent || bearer.parentId === parent.id || !isSameTitle(bearer.title, facts.title)) return undefined
  return titles.get(titleKey(facts.title))?.find((item) => item.parentId === parent.id)
}

/** Whether the title is that of several items, and what the file's item stands in is not known. */
function isAnywhere({ parentKey, facts }: FileItem, bearer: PlanItem, { known, titles }: Seen): boolean {
  if (parentKey === null || known.has(parentKey) || !isSameTitle(bearer.title, facts.title)) return false
  return (titles.get(titleKey(facts.title)) ?? []).length > 1
}

/** The items that bear the file's references: however spelled, and also at another level if only one does. */
function bearersOf(file: readonly FileItem[], items: readonly PlanItem[]): ReadonlyMap<string, PlanItem> {
  const alike = grouped(items, ({ ref }) => plainReference(ref))
  const wanted = grouped(file, ({ facts }) => plainReference(facts.ref))
  const found = new Map<string, PlanItem>()
  for (const { key, facts } of file) {
    const reference = plainReference(facts.ref)
    const bearing = alike.get(reference) ?? []
    const own = bearing.find(({ level }) => (level === 0) === (facts.level === 0))
    const isOnly = bearing.length === 1 && wanted.get(reference)?.length === 1
    const item = own ?? (isOnly ? bearing[0] : undefined)
    if (item) found.set(key, item)
  }
  return found
}

function titlesKept(
  file: readonly FileItem[],
  bearers: ReadonlyMap<string, PlanItem>,
): ReadonlyMap<number, boolean> {
  return new Map(
    file.flatMap(({ key, facts }) => {
      const item = bearers.get(key)
      return item ? [[item.id, isSameTitle(item.title, facts.title)] as const] : []
    }),
  )
}

/** Items of the plan whose title went to another reference in the file. */
function likelyItems(
  { key, facts: { title } }: FileItem,
  { plan, bearers, kept, titles }: Seen,
): readonly PlanItem[] {
  const bearer = bearers.get(key)
  const titled = (titles.get(titleKey(title)) ?? []).filter(
    (item) => item !== bearer && kept.get(item.id) !== true,
  )
  if (bearer || titled.length > 0) return titled
  // A new reference: what is not in the file any more may bear it, in somewhat other words.
  return plan.inPlan.filter(
    (item) => !kept.has(item.id) && keepsHalf(item.title, title) && keepsHalf(title, item.title),
  )
}

function latest(items: readonly PlanItem[], { facts }: FileItem): PlanItem | undefined {
  return items
    .filter(({ ref }) => plainReference(ref) === plainReference(facts.ref))
    .sort((one, other) => ((one.left?.at ?? '') < (other.left?.at ?? '') ? -1 : 1))
    .at(-1)
}

interface Candidates {
  readonly bearer?: PlanItem | undefined
  readonly likely?: readonly PlanItem[]
}

function asked(each: FileItem, seen: Seen, { bearer, likely = [] }: Candidates): Identity {
  const question = questionOn(each, seen, { bearer, likely })
  const given = answerTo(seen.answers, question.key)
  if (given !== undefined) return answered(each, seen, question, given)
  return { kind: 'asked', question, candidates: [...(bearer ? [bearer] : []), ...likely] }
}

function answered(
  each: FileItem,
  { plan, bearers, nameOf }: Seen,
  question: ImportQuestion,
  given: string,
): Identity {
  if (/^new$/i.test(given)) return { kind: 'new' }
  const bearer = bearers.get(each.key) ?? latest(plan.left, each)
  if (/^same$/i.test(given)) {
    if (bearer) return { kind: 'known', item: bearer }
    return notAnAnswer(question, given)
  }
  const name = given.replace(/^was\s+/i, '')
  const item = itemCalled(name, plan.inPlan, nameOf) ?? itemCalled(name, [...plan.left].reverse(), nameOf)
  return item ? { kind: 'known', item } : notAnAnswer(question, given)
}

function questionOn(
  { facts }: FileItem,
  { nameOf }: Seen,
  { bearer, likely = [] }: Candidates,
): ImportQuestion {
  const ref = nameOf(facts)
  const said = `“${facts.title}” in the file`
  const named = likely.map((item) => `${nameOf(item)} “${item.title}”${goneText(item)}`).join(', ')
  const own = bearer
    ? `${ref} is “${bearer.title}” in the plan${goneText(bearer)}`
    : `${ref} is not in the plan`
  const text =
    likely.length === 0
      ? `${own}, and ${said}. Is it the same item, or another?`
      : `${own}, and ${said}. Like it is ${named}. Which item is ${ref}?`
  const answers: readonly PossibleAnswer[] = [
    ...likely.map((item) => ({
      answer: `was ${nameOf(item)}`,
      means: `${nameOf(item)} “${item.title}”, which bears the reference ${facts.ref} from now on`,
    })),
    ...(bearer ? [{ answer: 'same', means: `${ref} as before, in other words` }] : []),
    { answer: 'new', means: 'another item, which joins the plan' },
    ...(likely.length === 0 ? [{ answer: 'was <reference>', means: 'an item of the plan, renumbered' }] : []),
  ]
  return { key: `item ${ref}`, ref: facts.ref, text, answers }
}

function goneText({ left }: PlanItem): string {
  return left === null ? '' : ' (it left the plan)'
}

/** @throws UserError where two items of the file are one of the plan */
function checkEachOnce(file: readonly FileItem[], known: ReadonlyMap<string, PlanItem>): void {
  const refs = new Map<number, string>()
  for (const { key, facts } of file) {
    const item = known.get(key)
    if (!item) continue
    const other = refs.get(item.id)
    if (other !== undefined) {
      throw new UserError(
        'invalid',
        `By the answers, ${other} and ${facts.ref} would both be ${item.ref} of the plan: one of them is another item. Nothing was imported.`,
      )
    }
    refs.set(item.id, facts.ref)
  }
}
