import type { Writing } from '../database.ts'
import { endRevision, saveRevision } from '../item-status.ts'
import {
  type AskedRequest,
  listItemRequests,
  saveDecision,
  saveRequest,
  setRequestState,
} from '../requests.ts'
import type { DateAct } from './dates.ts'
import { planPerson } from './openings.ts'
import type { DecidedAt } from './stage.ts'

interface Acting {
  readonly planId: number
  readonly itemId: number
  readonly now: Date
  readonly decided: DecidedAt | undefined
  readonly misprint: string | undefined
}

/** What became of requests, by their numbers. */
export interface Acted {
  readonly asked?: number
  readonly decided?: number
  readonly withdrawn: readonly number[]
}

/** Carries out what a file's dates ask for, for one item. Requests that people made stay open beside it. */
export async function carryOut(trx: Writing, acts: readonly DateAct[], acting: Acting): Promise<Acted> {
  const { planId, itemId, now, misprint } = acting
  const isAbout = misprint !== undefined || acts.some(({ kind }) => kind !== 'left-as-is')
  const open = isAbout ? await ownRequests(trx, { planId, itemId }) : []
  const decision = acts.find(({ kind }) => kind === 'decided')
  const kept = decision ? open.at(-1) : undefined
  const withdrawn = open.filter((each) => each !== kept)
  for (const { id } of withdrawn)
    await setRequestState(trx, id, { state: 'withdrawn', endedAt: now.toISOString() })
  let acted: Acted = { withdrawn: withdrawn.map(({ number }) => number) }
  for (const act of acts) {
    if (act.kind === 'request') acted = { ...acted, asked: (await ask(trx, act, acting)).number }
    if (act.kind === 'decided') acted = { ...acted, decided: await decide(trx, act, { ...acting, kept }) }
    if (act.kind === 'reprinted') await reprint(trx, act, acting)
  }
  return acted
}

/** The open requests for another date that the plan's file made. */
async function ownRequests(
  trx: Writing,
  { planId, itemId }: { planId: number; itemId: number },
): Promise<readonly AskedRequest[]> {
  const personId = await planPerson(trx, planId)
  return (await listItemRequests(trx, planId, itemId)).filter(
    ({ kind, state, askedBy }) =>
      kind === 'date' && askedBy === personId && ['pending', 'deferred'].includes(state),
  )
}

type Dated = Extract<DateAct, { kind: 'request' | 'decided' }>

async function ask(
  trx: Writing,
  { from, to }: Dated,
  { planId, itemId, now }: Acting,
): Promise<{ id: number; number: number }> {
  return saveRequest(trx, {
    planId,
    kind: 'date',
    itemId,
    fromDay: from?.on ?? null,
    toDay: to.on,
    toAsGiven: to.asGiven,
    exact: to.exact ?? null,
    reason: 'from the plan file',
    askedBy: await planPerson(trx, planId),
    askedAt: now.toISOString(),
  })
}

/** The date holds from the beginning of the sitting that decided it. */
async function decide(
  trx: Writing,
  act: Dated,
  { kept, ...acting }: Acting & { kept: AskedRequest | undefined },
): Promise<number> {
  const { planId, itemId, now, decided } = acting
  if (!decided) throw new Error('no decision is named')
  const { id, number } = kept ?? (await ask(trx, act, acting))
  await setRequestState(trx, id, { state: 'approved', endedAt: decided.from })
  await saveDecision(trx, {
    planId,
    requestId: id,
    outcome: 'approved',
    toDay: act.to.on,
    bodyCode: decided.bodyCode,
    meetingId: decided.meetingId,
    personId: await planPerson(trx, planId),
    decidedAt: now.toISOString(),
    chairsAction: 0,
    deputyReason: null,
    note: decided.minute,
  })
  await saveRevision(trx, {
    planId,
    itemId,
    requestId: id,
    dueOn: act.to.on,
    asGiven: act.to.asGiven,
    exact: act.to.exact ?? null,
    basis: 'approved',
    approvedBy: decided.basis,
    note: null,
    ambiguous: 0,
    effectiveAt: decided.from,
  })
  return number
}

async function reprint(
  trx: Writing,
  { revision, to }: Extract<DateAct, { kind: 'reprinted' }>,
  { planId, itemId, now, misprint }: Acting,
): Promise<void> {
  await endRevision(trx, revision.id, now.toISOString())
  if (to === null) return
  await saveRevision(trx, {
    planId,
    itemId,
    dueOn: to.on,
    asGiven: to.asGiven,
    exact: to.exact ?? null,
    basis: 'printed',
    approvedBy: null,
    note: misprint === undefined ? null : `misprint: ${misprint}`,
    ambiguous: 0,
    effectiveAt: now.toISOString(),
  })
}
