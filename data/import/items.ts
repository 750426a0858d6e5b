import {
  FROM_THE_START,
  foldItems,
  type ItemChange,
  type ItemFacts,
  type ItemFactsPatch,
} from '../../src/domain/item-changes.ts'
import { agreesTo } from '../../src/domain/plan-changes.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import {
  type NewItemChange,
  readItemChanges,
  readPlanVersions,
  saveItem,
  saveItemChanges,
} from '../item-changes.ts'
import { endRequestsOf } from '../requests.ts'
import { appendTrail } from '../trail.ts'
import type { Agreeing } from './agreement.ts'
import { type Acted, carryOut } from './date-acts.ts'
import {
  type ChangedItem,
  type ItemDifference,
  isExactness,
  isRemembered,
  itemDifferences,
} from './differences.ts'
import { settledBy, staysDraft } from './draft.ts'
import { importEntry } from './entry.ts'
import { fileItems } from './file-items.ts'
import { checkMerges } from './merges.ts'
import { namesOf } from './names.ts'
import { saveOpening } from './openings.ts'
import { type ImportQuestion, NO_ANSWERS } from './questions.ts'
import { knownRevisions, savePrinted } from './revisions.ts'
import type { DecidedAt, Importer, ImportOptions } from './stage.ts'
import { type ImportChange, toldOf } from './told.ts'

type ImportingItems = ImportOptions & {
  readonly planId: number
  readonly isNew: boolean
  readonly agrees: Agreeing
}

interface ImportedItems {
  readonly changes: readonly ImportChange[]
  readonly questions: readonly ImportQuestion[]
  /** The numbers of the requests that ended with their items. */
  readonly ended: readonly number[]
  /** The numbers of the file's own requests that it makes no more. */
  readonly withdrawn: readonly number[]
  /** Whether anything was written. */
  readonly isTouched: boolean
}

/** Brings the items in line with the file, but for those that are asked about. */
export async function importItems(
  trx: Writing,
  file: PlanFile,
  { planId, isNew, now, today, answers = NO_ANSWERS, missing, decided, agrees, importer }: ImportingItems,
): Promise<ImportedItems> {
  const record = await readItemChanges(trx, planId)
  const plan = foldItems(record)
  const wanted = fileItems(file)
  const nameOf = namesOf([...plan.left, ...plan.inPlan, ...wanted.map(({ facts }) => facts)], file.levels)
  const { changed, questions } = itemDifferences(wanted, plan, {
    nameOf,
    answers,
    missing,
    decidedBy: decided?.bodyCode,
    agrees,
    revisions: await knownRevisions(trx, planId),
  })
  await checkMerges(trx, changed, { code: file.code, today, nameOf })
  const importing = {
    trx,
    file,
    planId,
    isNew,
    now,
    decided,
    importer,
    record,
    added: new Map<number, number>(),
  }
  const naming = {
    levels: file.levels,
    items: [...plan.left, ...plan.inPlan],
    file: wanted,
    nameOf,
    decidesDates: agrees.nameOfBody(agrees.decidesDates),
    timeZone: file.timeZone,
  }
  const changes: ImportChange[] = []
  const ended: number[] = []
  const withdrawn: number[] = []
  for (const each of changed) {
    const applied = await applyTo(each, importing)
    ended.push(...applied.ended)
    withdrawn.push(...applied.withdrawn)
    changes.push(...toldOf(each, applied, naming))
  }
  return { changes, questions, ended, withdrawn, isTouched: changed.length > 0 }
}

/** Who agrees what by the plan as it is: a file cannot take that from a body. */
export async function agreeingIn(
  trx: Writing,
  planId: number,
  { file, isNew }: { file: PlanFile; isNew: boolean },
): Promise<Agreeing> {
  const known = (await readPlanVersions(trx, planId)).at(-1)?.settings
  const settings = known ?? file
  const settled = isNew ? undefined : await settledBy(trx, planId)
  const isDraft = staysDraft(file, { wasDraft: isNew || known?.draft === true, settled })
  return {
    agreesTo: (act) => agreesTo(act, { ...settings, draft: isDraft || undefined }),
    decidesDates: settings.policies.decidesDates,
    isDraft,
    mayBeDraft: settled === undefined,
    nameOfBody: (wanted) => file.bodies.find(({ code }) => code === wanted)?.name ?? wanted,
  }
}

interface Importing {
  readonly trx: Writing
  readonly file: PlanFile
  readonly planId: number
  readonly isNew: boolean
  readonly now: Date
  readonly decided: DecidedAt | undefined
  readonly importer: Importer | undefined
  readonly record: readonly ItemChange[]
  /** The ids of added items by those that stood for them. */
  readonly added: Map<number, number>
}

/** The item that was changed, and what became of its requests. */
export interface Applied extends Acted {
  readonly itemId: number
  /** The numbers of those that ended with it. */
  readonly ended: readonly number[]
}

/** Writes the changes of one item, with an entry in the trail unless the whole plan is new. */
async function applyTo(changed: ChangedItem, importing: Importing): Promise<Applied> {
  const { trx, file, planId, isNew, now, decided, importer } = importing
  const { id, item, differences, acts, misprint } = changed
  const itemId = item?.id ?? (await saveItem(trx, planId))
  if (!item) importing.added.set(id, itemId)
  const recordedAt = now.toISOString()
  const written = differences.map((each) => ({
    itemId,
    recordedAt,
    ...originOf(each, changed, importing),
    ...changeIn(each, importing),
  }))
  const rows: readonly NewItemChange[] = [
    ...written,
    ...(hasReprint(changed) ? [{ itemId, recordedAt, ...misprinted(changed, recordedAt) }] : []),
  ]
  await saveItemChanges(trx, planId, rows)
  if (!item && changed.file) {
    await saveOpening(trx, planId, { itemId, openings: changed.file.part.opening, file, now })
    await savePrinted(trx, planId, { itemId, part: changed.file.part, file, now })
  }
  const leaves = differences.some(({ kind }) => kind === 'left')
  const requests = leaves
    ? await endRequestsOf(trx, planId, { itemIds: [itemId], endedAt: now.toISOString() })
    : []
  const ended = requests.map(({ number }) => number)
  const acted = await carryOut(trx, acts, { planId, itemId, now, decided, misprint })
  if (isNew) return { ...acted, itemId, ended }
  await appendTrail(trx, planId, {
    ...importEntry({ now, importer }),
    ref: changed.file?.facts.ref ?? item?.ref ?? null,
    before: item ? beforeOf(changed) : null,
    after: {
      ...(Object.assign({}, ...rows.map(({ facts }) => facts)) as ItemFactsPatch),
      ...requestsIn(changed, { ...acted, itemId, ended }),
      ...(misprint === undefined ? {} : { misprint }),
      ...basisIn(rows),
    },
  })
  return { ...acted, itemId, ended }
}

/** Whether a misprint was that of a revision, so that no fact of the item differs. */
function hasReprint({ misprint, differences }: ChangedItem): boolean {
  return misprint !== undefined && !differences.some(({ kind }) => kind === 'dates')
}

function misprinted(
  { misprint }: ChangedItem,
  holdsFrom: string,
): Omit<NewItemChange, 'itemId' | 'recordedAt'> {
  return { kind: 'noted', facts: {}, holdsFrom, source: 'import', reason: `misprint: ${misprint}` }
}

/** From when a change holds, and why. */
function originOf(
  difference: ItemDifference,
  { item, misprint }: ChangedItem,
  { isNew, now, decided, record }: Importing,
): Omit<NewItemChange, 'itemId' | 'recordedAt' | 'kind' | 'facts'> {
  const holdsFrom = now.toISOString()
  if (isNew) return { holdsFrom: FROM_THE_START, source: 'import' }
  if (difference.kind === 'dates' && misprint !== undefined && !isExactness(difference)) {
    const facts = Object.keys(difference.after)
    const wrong = record.findLast(
      (each) => each.itemId === item?.id && facts.some((fact) => fact in each.facts),
    )
    return { holdsFrom, source: 'import', reason: `misprint: ${misprint}`, correctsId: wrong?.id ?? null }
  }
  const reason = difference.kind === 'left' ? difference.reason : null
  if (!decided || difference.kind === 'reordered' || isNoted(difference))
    return { holdsFrom, source: 'import', reason }
  // What was recorded of the item meanwhile holds from later, and the decision is the newer word.
  const latest = record.findLast(({ itemId }) => itemId === item?.id)?.holdsFrom ?? ''
  const from = latest > decided.from ? latest : decided.from
  return { holdsFrom: from, source: 'decision', basis: decided.basis, reason }
}

function changeIn(difference: ItemDifference, { added }: Importing): Pick<NewItemChange, 'kind' | 'facts'> {
  if (difference.kind === 'left') return { kind: 'left', facts: { left: difference.left } }
  const { after } = difference
  const kind = isNoted(difference) ? 'noted' : difference.kind
  const { parent } = after
  // A new item cannot leave again at once: what says nothing of that leaves it out.
  const facts: Partial<ItemFacts> = kind === 'joined' ? withoutLeft(after) : after
  if (parent === undefined || parent === null) return { kind, facts }
  return { kind, facts: { ...facts, parent: added.get(parent) ?? parent } }
}

/** Whether the plan says the same as before. */
function isNoted(difference: ItemDifference): boolean {
  return isExactness(difference) || isRemembered(difference)
}

function withoutLeft({ left, ...facts }: ItemFactsPatch): ItemFactsPatch {
  return facts
}

function beforeOf({ item, differences }: ChangedItem): ItemFactsPatch {
  return Object.assign(
    {},
    ...differences.map((each): ItemFactsPatch => {
      if (each.kind === 'left') return { left: null }
      if (each.kind === 'returned') return { ...each.before, left: item?.left ?? null }
      return each.kind === 'joined' ? {} : each.before
    }),
  ) as ItemFactsPatch
}

/** Requests as the trail names them. */
function requestsIn({ acts }: ChangedItem, { asked, decided, withdrawn, ended }: Applied): object {
  const dated = acts.find((each) => each.kind === 'request' || each.kind === 'decided')
  const to = dated && 'to' in dated ? dated.to?.on : undefined
  return {
    ...(asked === undefined ? {} : { request: asked, asksFor: to }),
    ...(decided === undefined ? {} : { request: decided, date: to }),
    ...(withdrawn.length > 0 ? { withdraws: withdrawn } : {}),
    ...(ended.length > 0 ? { endsRequests: ended } : {}),
  }
}

function basisIn(rows: readonly Pick<NewItemChange, 'basis' | 'reason'>[]): object {
  const basis = rows.find((row) => row.basis)?.basis
  const reason = rows.find((row) => row.reason)?.reason
  return { ...(basis ? { decidedBy: basis } : {}), ...(reason ? { reason } : {}) }
}
