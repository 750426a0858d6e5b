import { z } from 'zod'
import type { PlanModel } from '../data/plans.ts'
import { UNRATED } from '../data/positions.ts'
import { findUpdate, readHistory, type Update } from '../data/updates.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { dayIn, inOrder } from '../src/domain/day.ts'
import type { PlanChangeFacts } from '../src/domain/facts.ts'
import { capitalised, shortDay } from '../src/domain/format.ts'
import { wordFor } from '../src/domain/hierarchy.ts'
import { changesOfItems } from '../src/domain/item-changes.ts'
import type { Item } from '../src/domain/plan.ts'
import { changeWords, told } from '../src/domain/plan-change-words.ts'
import { findRating, type Scale } from '../src/domain/scale.ts'
import { UserError } from '../src/errors.ts'
import { itemEverOf } from '../src/lookup/items.ts'
import { changesOf } from '../src/lookup/plan-changes.ts'
import { standingRemarks } from '../src/lookup/references.ts'
import {
  type Inline,
  inlines,
  paragraph,
  said,
  sentence,
  context as smallPrint,
  type Text,
  type TimelineEntry,
  typed,
} from '../src/message.ts'
import { stateText } from '../src/status/item-text.ts'

const PAGE = 20

export default defineCommand({
  summary: 'List everything that was said of an item, newest first',
  topics: 'past trail log earlier previous before audit',
  readsRestricted: true,
  forms: ['<ref> [before <entry>]', '<ref> <whole:entry>'],
  questions: [
    'happened to|with',
    'has happened',
    'history',
    'trail',
    'past',
    'timeline',
    'track record',
    'audit trail',
    'past ratings|updates|notes',
    'was said',
    'been said',
    'what happened',
    'previous ratings|updates|notes|dates',
    'how has|have changed',
    'how many times',
    'changed over time',
    'been re-dated|redated|moved|revised',
    'last updated|changed|moved',
    'who said|changed|updated|rated|marked',
    'when did change|go|turn|move',
    'over time',
    'log for|of',
    'what did say',
    'did anyone|anybody|somebody|someone update|change|touch|say',
  ],
  examples: ({ references }) => [`history ${[...references.values()].at(-1)?.ref ?? 'A1'}`],
  arguments: z.object({ ref: z.string(), entry: z.number().optional(), whole: z.number().optional() }),
  async run(context, { ref, entry, whole }) {
    const { plan } = context.model
    const item = itemEverOf(context, ref)
    const family = withMerged(context.model, item)
    if (whole !== undefined) return wholeEntry(context, whole, family)
    const found = await readHistory(context.db, plan.id, {
      itemIds: family.map((each) => each.id),
      limit: PAGE + 1,
      before: entry,
    })
    const page = found.slice(0, PAGE)
    const oldest = page.at(-1)
    const changes = changesBetween(context, family, {
      before: entry === undefined ? undefined : await findUpdate(context.db, plan.id, entry),
      from: found.length > PAGE ? oldest : undefined,
    })
    if (page.length === 0 && changes.length === 0) {
      return {
        message: sentence(
          entry === undefined ? `Nothing was said of ${ref} yet.` : `Nothing older was said of ${ref}.`,
          ...standingRemarks(item, context.model).map((line) => smallPrint(line)),
        ),
        itemId: item.id,
      }
    }
    const [, ...below] = family
    const refOf = new Map(family.map((each) => [each.id, each.ref]))
    const text = `What was said of ${ref}${belowText(item, below, plan)}, newest first.`
    return {
      message: sentence(
        text,
        {
          kind: 'timeline',
          caption: `History of ${ref}`,
          entries: inOrderOfTime([
            ...page.map((update) => ({
              of: 'said' as const,
              at: update.effectiveAt,
              number: String(update.id),
              day: shortDay(dayIn(plan.timeZone, new Date(update.effectiveAt))),
              ...(below.length > 0 ? { ref: refOf.get(update.itemId) ?? '' } : {}),
              who: whoText(update),
              what: whatText(update, plan.scale),
            })),
            ...changes.map((change) => ({
              of: 'amended' as const,
              at: change.at,
              day: shortDay(change.day),
              ...(below.length > 0 ? { ref: change.ref } : {}),
              who: change.basis ?? change.by,
              what: changeCell(change),
            })),
          ]),
        },
        ...standingRemarks(item, context.model).map((line) => smallPrint(line)),
        ...(found.length > PAGE && oldest
          ? [smallPrint('Older entries: ', typed(`history ${ref} before #${oldest.id}`))]
          : []),
      ),
      itemId: item.id,
    }
  },
})

/** " and its sub-actions, and of what was merged into it" */
function belowText(item: Item, below: readonly Item[], plan: PlanModel['plan']): string {
  const merged = below.filter(({ left, level }) => left?.into !== undefined || level <= item.level)
  const parts = below.filter((each) => !merged.includes(each))
  return [
    ...(parts.length > 0 ? [` and its ${wordFor(parts, plan).plural}`] : []),
    ...(merged.length > 0 ? [' and of what was merged into it'] : []),
  ].join('')
}

/** The item with all below it, and those that were merged into them, with what belongs to those. */
function withMerged({ items, left }: PlanModel, item: Item): readonly Item[] {
  const all = [...items, ...left]
  const found = new Set<Item>([item])
  for (const each of found) {
    for (const other of all) {
      if (other.parentId === each.id || other.left?.into === each.id) found.add(other)
    }
  }
  return [item, ...all.filter((each) => each !== item && found.has(each))]
}

/** What became of the items in the plan, after an entry's instant and before that of another. */
function changesBetween(
  { model, people }: Context,
  family: readonly Item[],
  { before, from }: { before: Update | undefined; from: Update | undefined },
): readonly (PlanChangeFacts & { readonly by: string })[] {
  const itemIds = family.map(({ id }) => id)
  const by = new Map(
    changesOfItems(model.record.changes, itemIds).map(
      ({ change: { holdsFrom, itemId, personId, source } }) => [
        `${itemId} ${holdsFrom}`,
        people.find(({ id }) => id === personId)?.name ?? (source === 'import' ? 'the plan file' : ''),
      ],
    ),
  )
  return told(changesOf(model, { itemIds }))
    .filter(({ at }) => (!before || at <= before.effectiveAt) && (!from || at > from.effectiveAt))
    .map((change) => ({
      ...change,
      by: change.kind === 'measure' ? 'the plan file' : (by.get(`${change.id} ${change.at}`) ?? ''),
    }))
}

function changeCell(change: PlanChangeFacts): string {
  const recorded = change.day === change.recordedDay ? '' : `, recorded on ${shortDay(change.recordedDay)}`
  const reason = change.kind === 'left' || change.reason === null ? '' : `, ${change.reason}`
  return `${capitalised(changeWords(change))}${reason}${recorded}`
}

function inOrderOfTime(all: readonly TimelineEntry[]): readonly TimelineEntry[] {
  return [...all].sort((one, other) => inOrder(other.at, one.at))
}

/** Shows one entry with its whole note and evidence; the table shortens both. */
async function wholeEntry(context: Context, id: number, family: readonly Item[]): Promise<Outcome> {
  const update = await findUpdate(context.db, context.model.plan.id, id)
  const item = family.find((each) => each.id === update?.itemId)
  if (!update || !item) throw new UserError('unknown', `There is no entry #${id} for that item.`)
  const day = shortDay(dayIn(context.model.plan.timeZone, new Date(update.effectiveAt)))
  const by = `${whoText(update)}, ${day}`
  return {
    message: {
      summary: `Entry #${id} of ${item.ref}.`,
      blocks: [
        paragraph(
          `Entry #${id} of ${item.ref}, ${by}: `,
          ...inlines(whatText({ ...update, note: null, evidence: null }, context.model.plan.scale)),
        ),
        ...(update.note === null ? [] : [{ kind: 'quote' as const, text: update.note, by }]),
        ...(update.evidence === null
          ? []
          : [{ kind: 'quote' as const, text: update.evidence, by: `${by}, as evidence` }]),
      ],
    },
    itemId: item.id,
  }
}

function whoText({ by, forWhom, source }: Update): string {
  const behalf = forWhom === null ? '' : ` for ${forWhom}`
  return `${by}${behalf}${source === null ? '' : ` (${source})`}`
}

function whatText(update: Update, scale: Scale): Text {
  const parts: Inline[] = []
  if (update.kind === 'confirm') parts.push('No change')
  if (update.kind === 'undo') parts.push(`Took back #${update.undoesId ?? ''}`)
  if (update.rating === UNRATED) parts.push('○ Not rated')
  else if (update.rating !== null) {
    const { mark, label, tone } = findRating(scale, update.rating)
    parts.push(
      { kind: 'rating', mark, label, tone },
      update.ratingBasis === 'read-from-key' ? ' (read from the plan, owner to confirm)' : '',
    )
  }
  if (update.kind === 'sign-off')
    parts.push(update.ratingBasis === 'signed-off' ? ' by sign-off' : ', sign-off reversed')
  if (update.finalProposed === 1) parts.push('final rating proposed')
  if (update.state !== null) {
    const on = update.completedOn ? ` on ${shortDay(update.completedOn)}` : ''
    parts.push(`${parts.length > 0 ? ', ' : ''}${stateText(update.state)}${on}`)
  }
  if (update.note !== null) parts.push(parts.length > 0 ? ': ' : '', said(update.note))
  if (update.evidence !== null)
    parts.push(parts.length > 0 ? '; evidence: ' : 'Evidence: ', said(update.evidence))
  if (update.correctsId !== null) parts.push(` (corrects #${update.correctsId})`)
  if (update.undoneBy !== null) parts.push(` (taken back by #${update.undoneBy})`)
  if (parts.length === 0 && update.source !== null) parts.push('Named the source')
  return parts
}
