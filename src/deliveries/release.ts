import { saveBoardEntry } from '../../data/board-entries.ts'
import type { Writing } from '../../data/database.ts'
import {
  changeDelivery,
  type Delivery,
  meetingDeliveries,
  saveDelivery,
  withdrawNotices,
} from '../../data/deliveries.ts'
import type { Meeting } from '../../data/meetings.ts'
import { listAssignments } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import type { Context, Outcome } from '../command.ts'
import type { BoardDetails } from '../domain/board-entries.ts'
import { dayIn } from '../domain/day.ts'
import { isToCome, next } from '../domain/delivery.ts'
import { longDay, moment } from '../domain/format.ts'
import { type Steps, stepsOf } from '../domain/meeting-clock.ts'
import type { Body, Day, GivenDay } from '../domain/plan.ts'
import { isCommittee, releaseOf } from '../domain/release.ts'
import { isReleased, mayRelease } from '../editions/release.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { meetingNamed } from '../lookup/meetings.ts'
import { buttons, sentence, context as smallPrint } from '../message.ts'

/**
 * Releases what a board is told of its next meeting, or of the one on a day: its digest goes out at its time, or now where
 * that has passed.
 * @throws UserError if the speaker does not release it, or there is nothing to release
 */
export async function releaseDigest(
  context: Context,
  { code, day }: { readonly code: string; readonly day: GivenDay | undefined },
): Promise<Outcome> {
  const { model, now, speaker } = context
  const { plan } = model
  const body = bodyCalled(code, model)
  if (!mayRelease(speaker, body))
    throw new UserError(
      'refused',
      `${body.releasedBy === undefined ? 'The coordinator' : `${body.releasedBy} or the coordinator`} releases what the ${body.name} is told. Nothing was changed.`,
    )
  const name = body.aliases[0] ?? body.code
  if (isCommittee(body, plan.policies))
    throw new UserError(
      'refused',
      `The ${body.name} is told by Democratic Services, never by me. When its paper is out: circulated ${name} on <day>`,
    )
  if (releaseOf(body, plan.policies) === 'automatic')
    throw new UserError(
      'refused',
      `What the ${body.name} is told goes out by itself at its time. To send it earlier: digest send ${name}`,
    )
  const meeting = await meetingNamed(context, body, day)
  const of = `the ${body.name} of ${longDay(meeting.day)}`
  const { cutOff, digest } = stepsOf(meeting, body, plan)
  if (now < cutOff)
    throw new UserError(
      'refused',
      `The figures for ${of} are stored on ${moment(cutOff, plan.timeZone)}; until then there is nothing to release.`,
    )
  if (await isReleased(context.db, model, { body, meeting }))
    throw new UserError('conflict', `What ${of} is told is released already. Nothing was changed.`)
  await keepRelease(context, { body, meeting, how: 'released', on: context.today, words: null })
  const at = digest > now ? digest : now
  for (const each of (await meetingDeliveries(context.db, plan.id, meeting.id)).filter(isHead)) {
    const change = isToCome(each) ? next(each, { kind: 'release', now: at }) : undefined
    if (change) await changeDelivery(context.writing(), each, change)
  }
  const goes = digest > now ? `on ${moment(digest, plan.timeZone)}` : 'now'
  return { message: sentence(`Released: ${of} is told ${goes}. Everybody may read it from now on.`) }
}

/** Records that a committee got its paper, which is what its members are taken to have been told. */
export async function circulate(
  context: Context,
  {
    code,
    ...said
  }: { readonly code: string } & Pick<BoardDetails['release'], 'on' | 'words'> & {
      readonly how: Exclude<BoardDetails['release']['how'], 'released'>
    },
): Promise<Outcome> {
  const { model } = context
  const body = bodyCalled(code, model)
  if (!isCommittee(body, model.plan.policies))
    throw new UserError(
      'refused',
      `The ${body.name} is no committee: it is told by its digest. Nothing was recorded.`,
    )
  const meeting = await meetingNamed(context, body)
  if (await isReleased(context.db, model, { body, meeting }))
    throw new UserError(
      'conflict',
      `That the paper for the ${body.name} of ${longDay(meeting.day)} is out was recorded already. Nothing was changed.`,
    )
  await keepRelease(context, { body, meeting, ...said })
  const { how, on, words } = said
  const because = words === null ? '' : `: ${words}`
  return {
    message: sentence(
      `Recorded: the paper for the ${body.name} of ${longDay(meeting.day)} was ${HOW[how]} on ${longDay(on)}${because}.`,
      smallPrint('That is what its members are taken to have been told. Everybody may read it from now on.'),
    ),
  }
}

const HOW = {
  circulated: 'circulated',
  tabled: 'tabled',
  late: 'circulated late',
  urgent: 'taken as urgent business',
} as const

async function keepRelease(
  context: Context,
  {
    body,
    meeting,
    ...said
  }: { readonly body: Body; readonly meeting: Meeting } & Omit<BoardDetails['release'], 'for'>,
): Promise<void> {
  const { model, now, speaker } = context
  const details = { ...said, for: meeting.day }
  await saveBoardEntry(context.writing(), model.plan.id, {
    bodyId: body.id,
    meetingId: meeting.id,
    kind: 'release',
    details,
    personId: speaker.personId,
    recordedAt: now.toISOString(),
  })
  await withdrawNotices(context.writing(), model.plan.id, unreleased(meeting, meeting.day))
  await context.trail({
    action: 'release',
    ref: null,
    before: null,
    after: { body: body.code, meeting: meeting.day, ...details },
  })
}

function isHead({ kind, page }: Delivery): boolean {
  return kind === 'digest' && page === 1
}

/** Holds the digests that nobody has released, and plans for their hour to tell whoever releases them. */
export async function holdUnreleased(
  trx: Writing,
  model: PlanModel,
  {
    body,
    meeting,
    steps,
    now,
  }: { readonly body: Body; readonly meeting: Meeting; readonly steps: Steps; readonly now: Date },
): Promise<void> {
  const { plan } = model
  if (releaseOf(body, plan.policies) === 'automatic' || model.isQuiet) return
  if (meeting.day !== meeting.scheduledOn)
    await withdrawNotices(trx, plan.id, unreleased(meeting, meeting.scheduledOn))
  if (meeting.state === 'cancelled') return withdrawNotices(trx, plan.id, unreleased(meeting, meeting.day))
  if (await isReleased(trx, model, { body, meeting })) return
  for (const each of (await meetingDeliveries(trx, plan.id, meeting.id)).filter(isHead)) {
    const change =
      each.state === 'planned' && isToCome(each) ? next(each, { kind: 'hold', by: NOBODY }) : undefined
    if (change) await changeDelivery(trx, each, change)
  }
  if (steps.digest < now || steps.digest.getTime() > now.getTime() + AHEAD_MS) return
  const name = body.aliases[0] ?? body.code
  const of = `the ${body.name} of ${longDay(meeting.day)}`
  const message = isCommittee(body, plan.policies)
    ? sentence(
        `Nobody has said that the paper for ${of} is out. If it is, say when.`,
        buttons({ label: 'It was circulated today', line: `circulated ${name}` }),
      )
    : sentence(
        `What ${of} is to be told is not released, so its digest has not gone out. It stays until somebody releases it.`,
        buttons(
          { label: 'Read it', line: `digest ${name} on ${meeting.day}` },
          { label: 'Release it', line: `release ${name} on ${meeting.day}` },
        ),
      )
  for (const personId of await releasers(trx, model, body, now)) {
    await saveDelivery(trx, plan.id, {
      key: `notice:${unreleased(meeting, meeting.day)}:${personId}`,
      kind: 'notice',
      personId,
      channel: null,
      subject: { isPersonal: true },
      dueAt: steps.digest.toISOString(),
      payload: JSON.stringify(message),
    })
  }
}

/** It is planned no longer ahead: planning comes every day. */
const AHEAD_MS = 14 * 86_400_000

const NOBODY = 'the plan’s rule: nobody has released it yet'

function unreleased({ id }: Pick<Meeting, 'id'>, day: Day): string {
  return `unreleased-${id}-${day}`
}

/** The ids of those who release what a board is told, and of the coordinators. */
async function releasers(
  trx: Writing,
  { plan, roles }: PlanModel,
  { releasedBy }: Body,
  now: Date,
): Promise<readonly number[]> {
  const coordinator = roles.find(({ kind }) => kind === 'coordinator')?.code
  const held = await listAssignments(trx, plan.id, dayIn(plan.timeZone, now))
  return [
    ...new Set(
      held
        .filter(({ roleCode }) => roleCode === coordinator || roleCode === releasedBy)
        .map(({ personId }) => personId),
    ),
  ]
}
