import type { PlanItem } from '../../src/domain/item-changes.ts'
import type { Leaving } from '../../src/domain/plan.ts'
import { plainReference } from '../../src/domain/reference.ts'
import { UserError } from '../../src/errors.ts'
import { itemCalled, type NameOf } from './names.ts'
import { type Answers, answerTo, type ImportQuestion, notAnAnswer } from './questions.ts'

/** What becomes of an item that is not in the file. */
export type Absent =
  | { readonly kind: 'left'; readonly item: PlanItem; readonly left: Leaving; readonly reason: string | null }
  | { readonly kind: 'stays'; readonly item: PlanItem }
  | {
      readonly kind: 'asked'
      readonly item: PlanItem
      readonly question: ImportQuestion
      /** The question is that of the item around it. */
      readonly isWithin?: true
    }

/**
 * What becomes of the items that are not in the file, in the plan's order: `missing` answers for all that have no answer of
 * their own. One that stayed before stays, and the parts of one that leaves leave with it.
 * @throws UserError where an answer cannot be
 */
export function absentItems(
  items: readonly PlanItem[],
  {
    answers,
    missing,
    inPlan,
    taken,
    nameOf,
  }: {
    answers: Answers
    missing: string | undefined
    inPlan: readonly PlanItem[]
    /** References that the file gives to other items. */
    taken: ReadonlySet<string>
    nameOf: NameOf
  },
): readonly Absent[] {
  const found = new Map<number, Absent>()
  for (const item of items) {
    const around = item.parentId === null ? undefined : found.get(item.parentId)
    found.set(item.id, absentItem(item, around))
  }
  const absent = [...found.values()]
  checkFamilies(absent)
  return absent

  function absentItem(item: PlanItem, around: Absent | undefined): Absent {
    const question = questionOn(item, { name: nameOf(item), isTaken: taken.has(plainReference(item.ref)) })
    const given = answerTo(answers, question.key) ?? missing
    if (given !== undefined) return answered(item, { question, given, inPlan, nameOf })
    if (item.details.fileSays?.missing && !taken.has(plainReference(item.ref))) return { kind: 'stays', item }
    // It goes the way of what it belongs to.
    if (around?.kind === 'left') return { ...around, item }
    if (around?.kind === 'asked') return { ...around, item, isWithin: true }
    return { kind: 'asked', item, question }
  }
}

interface Among {
  readonly inPlan: readonly PlanItem[]
  readonly nameOf: NameOf
}

function questionOn(
  { ref, title }: PlanItem,
  { name, isTaken }: { name: string; isTaken: boolean },
): ImportQuestion {
  const why = isTaken ? ', and another item has its reference there' : ''
  return {
    key: `missing ${name}`,
    ref,
    text: `${name} “${title}” is not in the file${why}. Has it left the plan, and why?`,
    answers: [
      ...(isTaken ? [] : [{ answer: 'stay', means: 'it stays in the plan as it is' }]),
      {
        answer: 'left: <reason>',
        means: 'it leaves: closed, no longer required, merged into <reference>, or other words',
      },
    ],
  }
}

function answered(
  item: PlanItem,
  { question, given, ...among }: Among & { question: ImportQuestion; given: string },
): Absent {
  if (/^stays?$/i.test(given)) {
    if (question.answers.some(({ answer }) => answer === 'stay')) return { kind: 'stays', item }
    throw new UserError(
      'invalid',
      `${item.ref} cannot stay: the file gives its reference to another item. Answer “${question.key}” with left: <reason>. Nothing was imported.`,
    )
  }
  const [, reason] = given.match(/^left\s*:\s*(\S.*)$/is) ?? []
  if (reason === undefined) return notAnAnswer(question, given)
  return { kind: 'left', item, ...leaving(reason.trim(), { item, ...among }) }
}

function leaving(
  reason: string,
  { item, inPlan, nameOf }: Among & { item: PlanItem },
): { left: Leaving; reason: string | null } {
  if (/^closed\.?$/i.test(reason)) return { left: { why: 'closed' }, reason: null }
  if (/^(?:it is )?no longer (?:required|needed|relevant)\.?$/i.test(reason))
    return { left: { why: 'no-longer-required' }, reason: null }
  const [, name] = reason.match(/^merged (?:into|with) (.+?)\.?$/i) ?? []
  if (name === undefined) return { left: { why: 'not-in-file' }, reason }
  const into = itemCalled(name, inPlan, nameOf)
  if (into && into !== item) return { left: { why: 'merged', into: into.id }, reason: null }
  throw new UserError(
    'invalid',
    `${item.ref} cannot be merged into ${name}: the plan has no other item with that reference. Nothing was imported.`,
  )
}

/** @throws UserError where a part would stay without what it belongs to */
function checkFamilies(absent: readonly Absent[]): void {
  const gone = new Map(absent.flatMap((each) => (each.kind === 'left' ? [[each.item.id, each.item]] : [])))
  for (const { kind, item } of absent) {
    const around = item.parentId === null ? undefined : gone.get(item.parentId)
    if (kind === 'stays' && around) {
      throw new UserError(
        'invalid',
        `${item.ref} cannot stay, as ${around.ref}, which it belongs to, leaves the plan. Nothing was imported.`,
      )
    }
  }
}
