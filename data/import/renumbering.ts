import type { PlanItem } from '../../src/domain/item-changes.ts'
import type { FileItem } from './file-items.ts'
import { grouped } from './grouped.ts'
import type { NameOf } from './names.ts'
import { type Answers, answerTo, type ImportQuestion, notAnAnswer } from './questions.ts'
import { titleKey } from './titles.ts'

/** An item of the file that has, to the letter, the title of an item of the plan with another reference. */
interface Renumbered {
  readonly each: FileItem
  readonly item: PlanItem
}

/** What is asked about all items together that seem to be renumbered. */
export type Renumbering =
  | { readonly kind: 'none' }
  /** These are the items, by the key of the file's. */
  | { readonly kind: 'known'; readonly items: ReadonlyMap<string, PlanItem> }
  | {
      readonly kind: 'asked'
      readonly items: ReadonlyMap<string, PlanItem>
      readonly question: ImportQuestion
    }

/** So many are asked about in one list; fewer one by one. */
const MANY = 4

interface Comparing {
  /** The items that bear the references of the file's, by key. */
  readonly bearers: ReadonlyMap<string, PlanItem>
  readonly answers: Answers
  readonly nameOf: NameOf
}

/**
 * Finds what an inserted, dropped or moved item shifted: the same titles under other references. They are asked about in one
 * list with one answer, but for those that have an answer of their own.
 */
export function renumberingOf(
  file: readonly FileItem[],
  items: readonly PlanItem[],
  { bearers, answers, nameOf }: Comparing,
): Renumbering {
  const all = renumberedItems(file, items, bearers).filter(
    ({ each }) => answerTo(answers, `item ${nameOf(each.facts)}`) === undefined,
  )
  if (all.length < MANY) return { kind: 'none' }
  const found = new Map(all.map(({ each, item }) => [each.key, item]))
  const question = questionOn(all, nameOf)
  const given = answerTo(answers, question.key)?.toLowerCase()
  if (given === undefined) return { kind: 'asked', items: found, question }
  if (given === 'yes') return { kind: 'known', items: found }
  return given === 'one by one' ? { kind: 'none' } : notAnAnswer(question, given)
}

/**
 * From the outside in, so that it is known in which item each stands. An item with its reference or title within the same whole
 * comes before one that is elsewhere.
 */
function renumberedItems(
  file: readonly FileItem[],
  items: readonly PlanItem[],
  bearers: ReadonlyMap<string, PlanItem>,
): readonly Renumbered[] {
  const settled = new Map<string, PlanItem>()
  const isOwn = (item: PlanItem, each: FileItem) => item === bearers.get(each.key)
  const isHere = (item: PlanItem, each: FileItem) => isWithin(item, each, settled) === true
  const isPerhapsHere = (item: PlanItem, each: FileItem) => isWithin(item, each, settled) !== false
  const rules: readonly Rule[] = [
    (item, each) => isOwn(item, each) && isHere(item, each),
    isHere,
    (item, each) => isOwn(item, each) && isPerhapsHere(item, each),
    () => true,
  ]
  for (const level of [...new Set(file.map(({ facts }) => facts.level))].sort((one, other) => one - other)) {
    const [inFile, inPlan] = [
      file.filter(({ facts }) => facts.level === level),
      items.filter((item) => item.level === level),
    ]
    for (const rule of rules) {
      const taken = new Set(settled.values())
      const [open, free] = [
        inFile.filter(({ key }) => !settled.has(key)),
        inPlan.filter((item) => !taken.has(item)),
      ]
      for (const { each, item } of titledAlike(open, free, rule)) settled.set(each.key, item)
    }
  }
  return file.flatMap((each) => {
    const item = settled.get(each.key)
    return item && !isOwn(item, each) ? [{ each, item }] : []
  })
}

type Rule = (item: PlanItem, each: FileItem) => boolean

/** The pairs with one title, where neither could be another's by the rule. */
function titledAlike(
  open: readonly FileItem[],
  free: readonly PlanItem[],
  rule: Rule,
): readonly Renumbered[] {
  const titled = grouped(free, ({ title }) => titleKey(title))
  const pairs = open.flatMap((each) => {
    const [item, ...others] = (titled.get(titleKey(each.facts.title)) ?? []).filter((one) => rule(one, each))
    return item && others.length === 0 ? [{ each, item }] : []
  })
  const claims = grouped(pairs, ({ item }) => item)
  return pairs.filter(({ item }) => claims.get(item)?.length === 1)
}

/** Whether an item belongs to what the file's belongs to; undefined where that is not known. */
function isWithin(
  item: PlanItem,
  { parentKey }: FileItem,
  settled: ReadonlyMap<string, PlanItem>,
): boolean | undefined {
  if (parentKey === null) return item.parentId === null
  const parent = settled.get(parentKey)
  return parent && item.parentId === parent.id
}

function questionOn(all: readonly Renumbered[], nameOf: NameOf): ImportQuestion {
  const names = all.map(({ each }) => nameOf(each.facts))
  const lines = all.map(
    ({ each, item }) => `\n   ${nameOf(each.facts)}, ${nameOf(item)} before: “${each.facts.title}”`,
  )
  return {
    key: `${all.length} renumbered, ${names[0]} to ${names.at(-1)}`,
    ref: all[0]?.each.facts.ref ?? '',
    text: `${all.length} items have another reference in the file than in the plan. Are they renumbered?${lines.join('')}`,
    answers: [
      { answer: 'yes', means: 'each keeps its record under its new reference' },
      { answer: 'one by one', means: 'each is asked about by itself' },
    ],
  }
}
