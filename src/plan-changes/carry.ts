import { type NewItemChange, renewStamp, saveItemChanges } from '../../data/item-changes.ts'
import { loadPlan, type PlanModel, planSeenBy } from '../../data/plans.ts'
import { type AskedRequest, endRequestsOf } from '../../data/requests.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { tellUnderDigests } from '../deliveries/ended-requests.ts'
import { answerable } from '../domain/authority.ts'
import { listed } from '../domain/format.ts'
import { countOf, levelOf, partsOf } from '../domain/hierarchy.ts'
import type { ItemFactsPatch } from '../domain/item-changes.ts'
import type { Item } from '../domain/plan.ts'
import { changeText } from '../domain/plan-change-words.ts'
import { needsWord } from '../domain/reference.ts'
import { itemRefs } from '../lookup/items.ts'
import { changesOf } from '../lookup/plan-changes.ts'
import { buttons, paragraph, sentence, context as smallPrint, typed } from '../message.ts'
import type { Agreement } from './agreement.ts'

/** A change of one item, before it is saved. */
export interface Draft extends Pick<NewItemChange, 'itemId' | 'kind' | 'facts'> {
  readonly ref: string
  readonly before: ItemFactsPatch | null
  readonly correctsId?: number | undefined
}

export interface Act {
  /** As the trail names it: `item-close`. */
  readonly action: string
  readonly drafts: readonly Draft[]
  readonly agreement: Agreement
  readonly reason: string | null
  /** Codes of posts that are told besides those that answer for the items. */
  readonly posts?: readonly string[]
}

/** Saves what one line changed of the plan, ends what hangs off items that left, and tells whoever it concerns. */
export async function carryOut(context: Context, act: Act): Promise<Outcome> {
  const { model, now } = context
  const { drafts } = act
  await save(context, act)
  const leaving = drafts.filter(({ kind }) => kind === 'left').map(({ itemId }) => itemId)
  const ended = await endRequests(context, leaving)
  await renewStamp(context.writing(), model.plan.id, now)
  const after = await loadPlan(context.db, model.plan.code)
  const ids = drafts.map(({ itemId }) => itemId)
  const lines = changedLines(after, act)
  const because = lines.join(' ')
  await tellUnderDigests(
    context,
    ended.map(({ number }) => ({ number, because })),
  )
  const text = `Recorded: ${because}`
  const endedText = endedLine(ended)
  return {
    message: sentence(
      text,
      ...(endedText === '' ? [] : [paragraph(endedText)]),
      ...countedLines(model, after).map((line) => paragraph(line)),
      smallPrint('To take it back, soon: ', typed('undo')),
    ),
    changes: drafts.map(({ ref, kind, before, facts }) => ({
      ref,
      field: kind,
      from: before && JSON.stringify(before),
      to: JSON.stringify(facts),
    })),
    // Whoever is told may have no part in the plan that an item was carried over into.
    notices: noticesOf(context, act, { after, lines: changedLines(planSeenBy(after, []), act), ended }),
    ...(ids.length === 1 && leaving.length === 0 && ids[0] !== undefined ? { itemId: ids[0] } : {}),
  }
}

async function save(context: Context, { action, drafts, agreement, reason }: Act): Promise<void> {
  const { model, now, speaker } = context
  for (const { ref, before, itemId, kind, facts, correctsId = null } of drafts) {
    await saveItemChanges(context.writing(), model.plan.id, [
      {
        itemId,
        kind,
        facts,
        ...agreement,
        reason,
        recordedAt: now.toISOString(),
        personId: speaker.personId,
        correctsId,
      },
    ])
    const { holdsFrom, basis } = agreement
    await context.trail({ action, ref, before, after: { ...facts, holdsFrom, basis, reason } })
  }
}

/** A request ends with its item: nothing is left to be decided. */
async function endRequests(context: Context, itemIds: readonly number[]): Promise<readonly AskedRequest[]> {
  const { plan, items } = context.model
  const open = await endRequestsOf(context.writing(), plan.id, {
    itemIds,
    endedAt: context.now.toISOString(),
  })
  for (const { number, state, itemId } of open) {
    await context.trail({
      action: 'request-ended',
      ref: items.find(({ id }) => id === itemId)?.ref ?? null,
      before: { request: number, state },
      after: { request: number, state: 'withdrawn' },
    })
  }
  return open
}

/** "R4 ended with it." */
function endedLine(ended: readonly AskedRequest[]): string {
  if (ended.length === 0) return ''
  const names = listed(ended.map(({ number }) => `R${number}`))
  return `${names} ended with it: there is nothing left to decide. Whoever asked is told.`
}

/** What became of the first item, and the others that went with it. */
function changedLines(after: PlanModel, { drafts }: Act): readonly string[] {
  const [first, ...others] = drafts
  const latest =
    first && changesOf(after, { itemIds: [first.itemId] }).findLast(({ kind }) => kind === first.kind)
  if (!latest) return []
  const all = [...after.items, ...after.left]
  const within = all.filter(({ id }) => others.some(({ itemId }) => itemId === id))
  return [
    `${latest.ref} ${changeText(latest)}.`,
    ...(within.length > 0 ? [`With it: ${itemRefs(within, all)}.`] : []),
  ]
}

/** Says which items are counted by themselves from now on, and which by what is within them. */
function countedLines(before: PlanModel, after: PlanModel): readonly string[] {
  const were = new Map(before.items.map((item) => [item.id, item.place]))
  return after.items.flatMap((item) => {
    const was = were.get(item.id)
    if (was === undefined || was === item.place) return []
    const { word, plural } = levelOf({ level: item.level + 1 }, after.plan)
    if (item.place === 'counted')
      return [`${item.ref} is counted by itself from now on: no ${word} is left in it.`]
    if (item.place === 'rolled-up')
      return [`${item.ref} is no longer counted itself: its ${plural} are, ${partsText(item, after)}.`]
    return []
  })
}

function partsText(item: Item, { items, plan }: PlanModel): string {
  return countOf(partsOf(item, items), plan)
}

/** Tells those who answer for an item, before and after, and whoever asked for what ended. */
function noticesOf(
  context: Context,
  { drafts, posts = [] }: Act,
  { after, lines, ended }: { after: PlanModel; lines: readonly string[]; ended: readonly AskedRequest[] },
): readonly Notice[] {
  const codes = new Set([
    ...posts,
    ...drafts.flatMap(({ itemId }) =>
      [context.model, after].flatMap(({ items }) => {
        const item = items.find(({ id }) => id === itemId)
        return item ? answerable(item, items) : []
      }),
    ),
  ])
  const holders = context.assignments
    .filter(({ roleCode }) => codes.has(roleCode))
    .map(({ personId }) => personId)
  const askers = ended.map(({ askedBy }) => askedBy)
  const personIds = [...new Set([...holders, ...askers])].filter((id) => id !== context.speaker.personId)
  if (personIds.length === 0) return []
  const [first] = drafts
  const item = [...after.items, ...after.left].find(({ id }) => id === first?.itemId)
  // A lone letter is no reference in a line.
  const shown = item && !needsWord(item) ? [buttons({ label: 'History', line: `history ${item.ref}` })] : []
  return [
    {
      about: `plan-change:${context.now.toISOString()}:${first?.itemId}`,
      personIds,
      posts: [...codes],
      message: sentence(
        `The plan changed. ${lines.join(' ')}`,
        ...ended.map(({ number }) => paragraph(`R${number} ended with it: there is nothing left to decide.`)),
        ...shown,
      ),
    },
  ]
}
