import { type NewItemChange, renewStamp, saveItemChanges } from '../../data/item-changes.ts'
import { loadPlan } from '../../data/plans.ts'
import { appendTrail } from '../../data/trail.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import { listed } from '../domain/format.ts'
import { type ChangeInPlace, changesInPlace, type ItemFactsPatch } from '../domain/item-changes.ts'
import { paragraph, sentence, context as smallPrint } from '../message.ts'
import { checkUndoTime } from '../updates/undo.ts'

/** What the speaker changed last of the plan and has not taken back: everything that one line changed. */
export function latestOwnChanges({ model, speaker }: Context): readonly ChangeInPlace[] {
  const own = changesInPlace(model.record.changes)
    .filter(
      ({ change, isTakenBack }) =>
        change.personId === speaker.personId &&
        change.source !== 'import' &&
        change.kind !== 'carried' &&
        !isTakenBack,
    )
    .sort((one, other) => one.change.id - other.change.id)
  const last = own.at(-1)
  if (last?.change.kind !== 'left') return last ? [last] : []
  // An item takes with it what is within it: the line named the outermost.
  const first = own.findIndex((each, at) =>
    own
      .slice(at)
      .every(
        (later) =>
          later.change.kind === 'left' &&
          later.change.recordedAt === each.change.recordedAt &&
          isWithin(model, later.change.itemId, each.change.itemId),
      ),
  )
  return own.slice(first)
}

/** Whether an item is another or stands within it. */
function isWithin(model: Pick<Context['model'], 'items' | 'left'>, id: number, around: number): boolean {
  if (id === around) return true
  const parent = [...model.items, ...model.left].find((item) => item.id === id)?.parentId ?? null
  return parent !== null && isWithin(model, parent, around)
}

/** Reverses changes of the plan by changes that hold from the same instant; both stay in the record. */
export async function undoPlanChanges(context: Context, changes: readonly ChangeInPlace[]): Promise<Outcome> {
  const { model, now, speaker } = context
  const [first] = changes
  if (!first) throw new Error('nothing to take back')
  await checkUndoTime(
    context,
    new Date(first.change.recordedAt),
    () => 'Make another change that puts it right, with the decision that agrees it.',
  )
  const back = changes.map(reversed)
  for (const [index, reversal] of back.entries()) {
    const ref = changes[index]?.after.ref ?? null
    await saveItemChanges(context.writing(), model.plan.id, [
      { ...reversal, recordedAt: now.toISOString(), personId: speaker.personId },
    ])
    await context.trail({
      action: 'undo',
      ref,
      before: changes[index]?.change.facts,
      after: { ...reversal.facts, takenBack: reversal.correctsId },
    })
  }
  await renewStamp(context.writing(), model.plan.id, now)
  for (const { change } of changes) await undoReceiving(context, change)
  const refs = listed([...new Set(changes.map(({ after }) => after.ref))])
  const ended = changes.some(({ change }) => change.kind === 'left')
  const text = `Taken back: the change of ${refs} in the plan. ${stands(changes)}`
  return {
    message: sentence(
      text,
      ...(ended ? [paragraph('A request that ended with it stays ended: whoever needs it asks again.')] : []),
      smallPrint('Both stay in the record.'),
    ),
    changes: changes.map(({ change, after }) => ({
      ref: after.ref,
      field: change.kind,
      from: change.kind,
      to: 'taken back',
    })),
    notices: notices(context, changes, text),
  }
}

/** What was carried over is taken back in the other plan too. */
async function undoReceiving(
  context: Context,
  { itemId, facts, recordedAt }: ChangeInPlace['change'],
): Promise<void> {
  const { writing, now, speaker, model } = context
  const as = facts.left?.as
  if (!as) return
  const other = await loadPlan(context.db, as.plan)
  const received = changesInPlace(other.record.changes).find(
    ({ change, isTakenBack }) =>
      change.kind === 'carried' &&
      change.itemId === as.itemId &&
      change.recordedAt === recordedAt &&
      !isTakenBack,
  )
  if (!received) return
  const before = other.items.find((item) => item.id === as.itemId)?.carries ?? []
  const carries = before.filter((each) => each.itemId !== itemId)
  const { holdsFrom, source, basis, id } = received.change
  await saveItemChanges(writing(), other.plan.id, [
    {
      itemId: as.itemId,
      kind: 'carried',
      facts: { carries },
      holdsFrom,
      source,
      basis,
      reason: null,
      recordedAt: now.toISOString(),
      personId: speaker.personId,
      correctsId: id,
    },
  ])
  await appendTrail(writing(), other.plan.id, {
    at: now.toISOString(),
    by: speaker.name,
    identity: speaker.identity,
    onBehalfOf: null,
    action: 'undo',
    ref: as.ref,
    before: { carries: before },
    after: { carries, takenBack: id, plan: model.plan.code },
    message: null,
  })
  await renewStamp(writing(), other.plan.id, now)
}

function stands(changes: readonly ChangeInPlace[]): string {
  const refs = (some: readonly ChangeInPlace[]) => listed(some.map(({ after }) => after.ref))
  const back = changes.filter(({ change }) => change.kind === 'left')
  const out = changes.filter(({ change }) => change.kind === 'joined')
  if (back.length > 0)
    return `${refs(back)} ${back.length === 1 ? 'is' : 'are'} in the plan again, as before.`
  if (out.length > 0) return `${refs(out)} ${out.length === 1 ? 'is' : 'are'} not in the plan.`
  return 'It stands as it did before.'
}

function reversed({ change, before }: ChangeInPlace): NewItemChange {
  const { id, itemId, kind, holdsFrom, facts, source, basis } = change
  const origin = { itemId, holdsFrom, source, basis, correctsId: id, reason: null, recordedAt: '' }
  if (kind === 'left') return { ...origin, kind: 'returned', facts: { left: null } }
  if (kind === 'joined' || !before) return { ...origin, kind: 'left', facts: { left: { why: 'closed' } } }
  const was = Object.fromEntries(
    Object.keys(facts).map((fact) => [fact, before[fact as keyof typeof before]]),
  ) as ItemFactsPatch
  return { ...origin, kind, facts: was }
}

/** Those who answer for the items, who heard of the change. */
function notices(context: Context, changes: readonly ChangeInPlace[], text: string): readonly Notice[] {
  const codes = new Set(
    changes.flatMap(({ before, after }) =>
      [before, after].flatMap((facts) => (facts ? [...facts.owners, ...facts.leads] : [])),
    ),
  )
  const personIds = context.assignments
    .filter(({ roleCode, personId }) => codes.has(roleCode) && personId !== context.speaker.personId)
    .map(({ personId }) => personId)
  if (personIds.length === 0) return []
  return [{ personIds: [...new Set(personIds)], posts: [...codes], message: sentence(text) }]
}
