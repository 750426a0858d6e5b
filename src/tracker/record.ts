import { loadPlan, planSeenBy } from '../../data/plans.ts'
import { saveRecordedRows } from '../../data/tracker-rows.ts'
import type { Context, Outcome } from '../command.ts'
import { count } from '../domain/format.ts'
import type { Draft } from '../domain/update.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { itemOf } from '../lookup/items.ts'
import { sentence } from '../message.ts'
import { agreementOf } from '../plan-changes/agreement.ts'
import { carryOut } from '../plan-changes/carry.ts'
import { addItem } from '../plan-changes/joining.ts'
import { closeItem } from '../plan-changes/leaving.ts'
import { rewordItem } from '../plan-changes/rewording.ts'
import { requestDate, revisable } from '../requests/ask.ts'
import { decideItem } from '../requests/take-up.ts'
import { joined } from '../updates/entries.ts'
import { receipt } from '../updates/receipt.ts'
import { type Recorded, record } from '../updates/record.ts'
import type { Compared, ComparedRow, TrackerAct } from './compared.ts'

type Update = Extract<TrackerAct, { kind: 'update' }>

/**
 * Records the rows of a tracker of which nothing is open, by the rules of the commands. All of it runs in the one
 * transaction of the context.
 * @throws UserError if a rule refuses one of them; nothing is recorded then
 */
export async function recordTracker(context: Context, compared: Compared): Promise<Outcome> {
  const settled = compared.rows.filter(({ questions }) => questions.length === 0)
  const acts = settled.flatMap((row) => row.acts)
  const updates = acts.filter((act): act is Update => act.kind === 'update')
  const recorded =
    updates.length === 0
      ? []
      : await record(
          context,
          updates.map((update) => draftOf(context, update, compared)),
        )
  const outcomes: Outcome[] = recorded.length === 0 ? [] : [await receipt(context, recorded)]
  for (const act of acts)
    if (act.kind !== 'update') outcomes.push(await carriedOut(await renewed(context), act))
  await keepRows(context, settled, recorded)
  await context.trail({
    action: 'tracker-import',
    ref: null,
    before: null,
    after: { exported: compared.exported, source: compared.source, rows: settled.length, acts: acts.length },
  })
  if (outcomes.length === 0) return { message: sentence('Nothing in the file was to be recorded.') }
  const { question: _, ...outcome } = joined(outcomes)
  return outcome
}

/** From right after the export: what was recorded up to then stays what the export held. */
function draftOf(context: Context, { ref, holds, ...said }: Update, { exported, source }: Compared): Draft {
  const { rating, state, completedOn, note } = said
  return {
    item: itemOf(context, ref),
    kind: 'update',
    rating,
    state,
    completedOn,
    note,
    source,
    ...(holds === 'from-export' ? { holdsFrom: new Date(Date.parse(exported) + 1) } : {}),
  }
}

/** What was changed of the plan a moment ago is seen. */
async function renewed(context: Context): Promise<Context> {
  const model = await loadPlan(context.db, context.model.plan.code)
  return {
    ...context,
    model: planSeenBy(
      model,
      context.plans.map(({ plan }) => plan.code),
    ),
  }
}

async function carriedOut(context: Context, act: Exclude<TrackerAct, Update>): Promise<Outcome> {
  const { ref } = act
  const named = { line: `import ${ref}` }
  switch (act.kind) {
    case 'date-request': {
      const item = itemOf(context, ref)
      const status = await revisable(context, item)
      return requestDate(context, { item, status, date: act.to, reason: act.reason })
    }
    case 'date-decided':
      return decideItem(context, {
        ref,
        outcome: 'approved',
        date: act.to,
        reverses: undefined,
        bodyCode: bodyCalled(act.body, context.model).code,
        meetingDay: act.day,
        note: act.minute,
      })
    case 'wording':
      return rewordItem(context, {
        ref,
        title: act.title,
        isMisprint: false,
        named: { line: `item reword ${ref} to ${act.title}` },
      })
    case 'leaves':
      return closeItem(context, {
        ref,
        why: 'no-longer-required',
        reason: act.reason,
        named: { line: `item close ${ref} no longer required because ${act.reason}` },
      })
    case 'joins':
      return addItem(context, {
        ref,
        within: act.within ?? undefined,
        level: undefined,
        owner: act.owner ?? undefined,
        due: act.due ?? undefined,
        title: act.title,
        named: { line: `item add ${ref}${act.within === null ? '' : ` in ${act.within}`} ${act.title}` },
      })
    case 'owners': {
      const item = itemOf(context, ref)
      const agreement = await agreementOf(context, 'owners', named)
      return carryOut(context, {
        action: 'item-hand',
        drafts: [
          {
            itemId: item.id,
            ref,
            kind: 'owners',
            facts: { owners: act.owners },
            before: { owners: item.owners },
          },
        ],
        agreement,
        reason: act.reason,
        posts: item.owners,
      })
    }
  }
}

async function keepRows(
  { writing, model, now }: Context,
  settled: readonly ComparedRow[],
  recorded: readonly Recorded[],
): Promise<void> {
  const rows = settled.map(({ key, acts }) => {
    const update = acts.find((act): act is Update => act.kind === 'update')
    const saved = recorded.find(({ item }) => item.id === update?.itemId)
    return { key, updateId: saved?.updateId ?? null }
  })
  await saveRecordedRows(writing(), model.plan.id, rows, now)
}

/** "12 rows are unchanged, 3 were recorded before." */
export function restText({ unchanged, recordedBefore }: Compared): string {
  const parts = [
    `${count(unchanged, 'row')} unchanged`,
    ...(recordedBefore > 0 ? [`${count(recordedBefore, 'row')} recorded before`] : []),
  ]
  return parts.join(', ')
}
