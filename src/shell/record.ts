import { verifyHoldings } from '../../data/audit/holdings.ts'
import type { Problem } from '../../data/audit/verified.ts'
import type { ClockStep } from '../../data/clock-steps.ts'
import type { Database } from '../../data/database.ts'
import { listDeliveries } from '../../data/deliveries.ts'
import { listPlans, loadPlan, type PlanModel } from '../../data/plans.ts'
import { chainOf, readOrganisationTrail, readTrail, type TrailRow, verifyTrail } from '../../data/trail.ts'
import { clockText } from '../deliveries/clock-question.ts'
import { watchClock } from '../deliveries/clock-watch.ts'
import { clockedTick, tick } from '../deliveries/tick.ts'
import { platformFiles } from '../discover.ts'
import { inOrder } from '../domain/day.ts'
import { firstOf } from '../domain/first-of.ts'
import { count, moment } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { bearerAt, referencesBorne } from '../domain/item-changes.ts'
import type { Item } from '../domain/plan.ts'
import { indexReferences } from '../domain/reference.ts'
import { readReferences } from '../domain/reference-list.ts'
import { cleanText } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { standingRemarks } from '../lookup/references.ts'
import { createTerminal } from '../platforms/terminal.ts'
import { attachmentsFor, openPlatforms } from './serve.ts'
import {
  EXIT,
  type Machine,
  type Session,
  servedPlans,
  settingsOf,
  type Timed,
  withSession,
} from './session.ts'

/** Runs one tick on the configured platforms; without any, prints the messages here. */
export async function tickOnce(machine: Machine, options: Timed): Promise<number> {
  const settings = settingsOf(machine)
  const files = await platformFiles(settings)
  return withSession(machine, settings, options, async (session) => {
    const serving = { settings, session, files }
    const platforms =
      files.length === 0 ? [] : await openPlatforms(machine, serving, attachmentsFor(machine, serving))
    const terminal = createTerminal({
      input: machine.input,
      output: options.json ? machine.errors : machine.output,
    })
    const { db, commands, log, plan, retention } = session
    try {
      const senders = platforms.length > 0 ? platforms : [terminal]
      const { machineNow, steadyNow } = machine
      const services = { db, senders, commands, log, leaseNow: machineNow, plan, retention }
      const { clock, ...ticked } = session.hasOwnClock
        ? { ...(await tick(services, session.now())), clock: undefined }
        : await clockedTick(services, watchClock({ db, log, machineNow, steadyNow }))
      const { planned, sent, held, failed } = ticked
      if (clock?.kind === 'held') machine.errors.write(`${await heldText(session, clock.step)}\n`)
      machine.output.write(
        options.json
          ? `${JSON.stringify(ticked)}\n`
          : `${planned} planned, ${sent} sent, ${held} held, ${failed} failed.\n`,
      )
      return EXIT.done
    } finally {
      await Promise.all(platforms.map((platform) => platform.close()))
    }
  })
}

async function heldText({ db, plan }: Session, step: ClockStep): Promise<string> {
  const { timeZone } = firstOf(await servedPlans({ db, plan })).plan
  return `Messages wait. ${clockText(step, timeZone)}`
}

/** Lists the messages of the plans that are served, with the reason of those that are held or failed. */
export async function deliveries(machine: Machine, options: Timed): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const plans = await servedPlans(session)
    const ofPlans = await Promise.all(
      plans.map(async ({ plan }) => {
        const all = heldBack(await listDeliveries(session.db, plan.id))
        return all.map((delivery) => ({ plan, delivery }))
      }),
    )
    const listed = ofPlans.flat().sort((one, other) => inOrder(one.delivery.dueAt, other.delivery.dueAt))
    const rows = listed.map(({ plan: { code: plan }, delivery }) => {
      const { key, number, state, dueAt, sentAt, tries, late, outcome } = delivery
      return { plan, key, number, state, dueAt, sentAt, tries, late, outcome }
    })
    const text = listed.map(({ plan, delivery: { state, dueAt, key, number, outcome } }) => {
      const why =
        state === 'held' || state === 'failed' ? `  No. ${number}: ${outcome ?? 'no reason given'}` : ''
      const of = plans.length > 1 ? `${plan.code}  ` : ''
      return `${state}  due ${moment(new Date(dueAt), plan.timeZone)}  ${of}${key}${why}`
    })
    machine.output.write(
      options.json
        ? `${JSON.stringify(rows)}\n`
        : `${text.join('\n') || 'Nothing was sent and nothing is to be sent.'}\n`,
    )
    return EXIT.done
  })
}

export async function trail(
  machine: Machine,
  reference: string | undefined,
  options: Timed,
): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const model = await loadPlan(session.db, session.plan)
    const { plan, items, earlier } = model
    const found =
      reference === undefined
        ? undefined
        : readReferences(cleanText(reference), indexReferences(items, { earlier, levels: plan.levels }), {
            alone: true,
          })
    const item = found?.[0]
    if (reference !== undefined && found?.length !== 1)
      throw new UserError(
        'unknown',
        `There is no item "${reference}" in this plan. Expected a reference such as ${items[1]?.ref}.`,
      )
    const rows = heldBack(await readTrailOf(session.db, model, item))
    if (options.json) {
      const shaped = rows.map(({ seq, at, by, onBehalfOf, action, ref, before, after, hash }) => ({
        seq,
        at,
        by,
        onBehalfOf,
        action,
        ref,
        before,
        after,
        hash,
      }))
      machine.output.write(`${JSON.stringify(shaped)}\n`)
      return EXIT.done
    }
    const lines = rows.map(
      (row) =>
        `#${row.seq}  ${moment(new Date(row.at), plan.timeZone)}  ${row.by}${row.onBehalfOf === null ? '' : ` for ${row.onBehalfOf}`}  ${row.action}  ${row.ref ?? ''}  ${row.before === null ? '' : `${JSON.stringify(row.before)} → `}${JSON.stringify(row.after)}`,
    )
    const remarks = item ? standingRemarks(item, model) : []
    machine.output.write(
      `${[...(lines.length > 0 ? lines : ['Nothing was changed yet.']), ...remarks].join('\n')}\n`,
    )
    return EXIT.done
  })
}

/** The entries of a plan; of one item, also those of the time when it bore another reference. */
async function readTrailOf(
  db: Database,
  { plan, record }: PlanModel,
  item: Item | undefined,
): Promise<readonly TrailRow[]> {
  if (!item) return inOrderOfEntry([...(await readTrail(db, plan.id)), ...(await readOrganisationTrail(db))])
  const borne = referencesBorne(record.naming, 'recordedAt')
  const refs = borne.flatMap(({ itemId, ref }) => (itemId === item.id ? [ref] : []))
  const rows = await readTrail(db, plan.id, ...new Set(refs))
  return rows.filter(({ ref, at }) => ref !== null && bearerAt(borne, ref, at) === item.id)
}

/** Entries of before the chains were parted are both the plan's and the organisation's. */
function inOrderOfEntry(rows: readonly TrailRow[]): readonly TrailRow[] {
  return [...new Map(rows.map((row) => [row.seq, row])).values()].sort((one, other) => one.seq - other.seq)
}

function brokenText({ seq, problem }: Problem): string {
  return seq === null ? `by what stands beside it: ${problem}` : `at entry #${seq}: ${problem}`
}

/** The head of each chain that takes entries, by the code of its plan or as the organisation's. */
function removedText(removed: number): string {
  if (removed === 0) return ''
  return `Texts were removed in ${count(removed, 'place')}, under retention or because somebody asked for it; what is kept of them is their hash, as the trail tells.\n`
}

async function headsByCode(
  db: Database,
  heads: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const codes = new Map((await listPlans(db)).map(({ id, code }) => [chainOf(id), code]))
  return new Map([...heads].map(([chain, head]) => [codes.get(chain) ?? chain, head]))
}

/** "head 12ab…", or the head of each chain by its name. */
function headsText(heads: ReadonlyMap<string, string>): string {
  const [[, only] = ['', ''], ...others] = heads
  return others.length === 0
    ? `head ${only}`
    : `heads ${[...heads].map(([chain, head]) => `${head} (${chain})`).join(', ')}`
}

export async function auditVerify(machine: Machine, options: Timed): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const { entries, head, heads: byChain, removed, broken } = await verifyTrail(session.db)
    const heads = await headsByCode(session.db, byChain)
    // A broken chain tells nothing that could be compared.
    const unrecorded = broken ? [] : await verifyHoldings(session.db)
    const ok = broken === null && unrecorded.length === 0
    if (options.json)
      machine.output.write(
        `${JSON.stringify({ ok, entries, head, heads: Object.fromEntries(heads), removed, broken, ...(unrecorded.length > 0 ? { unrecorded } : {}) })}\n`,
      )
    else if (broken)
      machine.output.write(
        `The trail is broken ${brokenText(broken)}. ${count(entries, 'entry', 'entries')} ${entries === 1 ? 'was' : 'were'} found intact.\n`,
      )
    else
      machine.output.write(
        `The trail is intact: ${count(entries, 'entry', 'entries')}, ${headsText(heads)}.\n${removedText(removed)}`,
      )
    if (!options.json && unrecorded.length > 0)
      machine.output.write(
        `But roles, accounts or bound channels were changed in the file without an entry:\n${unrecorded.map((text) => `- ${text}\n`).join('')}`,
      )
    return ok ? EXIT.done : EXIT.internal
  })
}
