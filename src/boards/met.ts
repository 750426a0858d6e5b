import { beginsAt, findNextMeeting, listMeetings, type Meeting } from '../../data/meetings.ts'
import {
  decisionsElsewhere,
  listDecisionsAt,
  strikeDecisions,
  type TakenDecision,
} from '../../data/requests.ts'
import type { Context, Notice, Outcome } from '../command.ts'
import type { Met } from '../domain/board-entries.ts'
import { dayIn } from '../domain/day.ts'
import { listed, longDay } from '../domain/format.ts'
import type { Body, Day } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { type Block, type Button, paragraph, sentence, context as smallPrint, typed } from '../message.ts'
import { recordMet } from '../requests/held.ts'
import { nextBlocks } from '../requests/next.ts'
import { returnToWaiting } from '../requests/returned.ts'
import { walkOf } from '../requests/walk.ts'

/** How it is said that a meeting took place or did not. */
export const MET_LABELS: Readonly<Record<Met, string>> = {
  quorate: 'Met and quorate',
  inquorate: 'Met, inquorate',
  'not-met': 'Did not meet',
}

const MET_WORDS: Readonly<Record<Met, string>> = {
  quorate: 'quorate',
  inquorate: 'inquorate',
  'not-met': 'not',
}

/** The three answers to whether a board met. */
export function metButtons(body: Pick<Body, 'code'>, day: Day): readonly Button[] {
  return (['quorate', 'inquorate', 'not-met'] as const).map((how) => ({
    label: MET_LABELS[how],
    line: `met ${body.code} of ${day} ${MET_WORDS[how]}`,
  }))
}

/**
 * The meeting that somebody speaks of: the one on a day, or the latest that has begun.
 * @throws UserError if there is none
 */
export async function begunMeeting(
  { db, model, now }: Context,
  body: Body,
  day: Day | undefined,
): Promise<Meeting> {
  const { plan } = model
  const all = await listMeetings(db, plan.id, { bodyId: body.id, to: dayIn(plan.timeZone, now) })
  const begun = all.filter(
    (meeting) => meeting.state !== 'cancelled' && beginsAt(meeting, plan.timeZone) < now,
  )
  const found = day === undefined ? begun.at(-1) : begun.find((meeting) => meeting.day === day)
  if (found) return found
  const next = await findNextMeeting(db, plan.id, { bodyId: body.id, now, timeZone: plan.timeZone })
  const coming = next ? ` It meets next on ${longDay(next.day)}.` : ''
  throw new UserError(
    'unknown',
    day === undefined
      ? `No meeting of the ${body.name} has begun yet.${coming}`
      : `The ${body.name} had no meeting on ${longDay(day)}.${coming}`,
    [`meeting ${body.code}`],
  )
}

/** Records whether a meeting took place and was quorate, and brings its decisions in line with that. */
export async function sayMet(
  context: Context,
  { body, meeting, how, words }: { body: Body; meeting: Meeting; how: Met; words: string | null },
): Promise<Outcome> {
  const where = `The ${body.name} of ${longDay(meeting.day)}`
  if (meeting.met === how)
    throw new UserError(
      'conflict',
      `${where}: “${MET_LABELS[how]}” is recorded already; nothing was changed.`,
    )
  const returned = how === 'quorate' ? [] : await undecided(context, { body, meeting, how })
  await recordMet(context, { body, meeting, how, words })
  const isCorrected =
    meeting.met === null ? '' : ` Before, “${MET_LABELS[meeting.met]}” was recorded; both stay.`
  const walk = how === 'not-met' ? undefined : await walkOf(context, body, meeting.day)
  const more: readonly Block[] =
    how === 'not-met'
      ? await notMetBlocks(context, { body, meeting })
      : [
          ...(how === 'inquorate' ? inquorateBlocks(body, returned) : []),
          ...(walk ? await nextBlocks(context, walk, {}) : []),
        ]
  return {
    message: sentence(`${metSentence(body, meeting, how)}${isCorrected}`, ...more),
    changes: [{ ref: body.code, field: `meeting ${meeting.day}`, from: meeting.met, to: how }],
    notices: noticesOf(context, { body, meeting, how, returned }),
  }
}

function metSentence({ name }: Body, { day }: Meeting, how: Met): string {
  const on = longDay(day)
  switch (how) {
    case 'quorate':
      return `Recorded: the ${name} met on ${on} and was quorate.`
    case 'inquorate':
      return `Recorded: the ${name} met on ${on} and was inquorate.`
    case 'not-met':
      return `Recorded: the ${name} did not meet on ${on}.`
  }
}

function inquorateBlocks(
  { name, aliases, code }: Body,
  returned: readonly TakenDecision[],
): readonly Block[] {
  return [
    paragraph(
      'What it discussed and recommends can be recorded; it decided nothing. A quorate meeting may ratify it.',
    ),
    ...(returned.length === 0
      ? []
      : [
          paragraph(
            `What had been recorded as decided is kept as recommended by the ${name}: ${numbersOf(returned)}. It waits for a decision again.`,
          ),
        ]),
    smallPrint('Later, at a quorate meeting: ', typed(`ratify ${aliases[0] ?? code} minute …`)),
  ]
}

/** What waited for the meeting waits for the next one. */
async function notMetBlocks(
  context: Context,
  { body, meeting }: { body: Body; meeting: Meeting },
): Promise<readonly Block[]> {
  const { plan } = context.model
  const open = await waitingFor(context, body, meeting)
  const place = { bodyId: body.id, now: context.now, timeZone: plan.timeZone }
  const next = await findNextMeeting(context.db, plan.id, place)
  const until = next ? `, for ${longDay(next.day)}` : ': no further meeting is planned'
  const waits =
    open.length === 0
      ? 'Nothing waited to be decided there.'
      : `${listed(open.map((number) => `R${number}`))} ${open.length === 1 ? 'waits' : 'wait'} again${until}.`
  return [
    paragraph(`${waits} No due date moved.`),
    ...(next
      ? []
      : [smallPrint('To add a meeting: ', typed(`meeting add ${body.aliases[0] ?? body.code} on <date>`))]),
  ]
}

/** The open requests that a meeting had before it. */
async function waitingFor(context: Context, body: Body, meeting: Meeting): Promise<readonly number[]> {
  const walk = await walkOf(context, body, meeting.day, { evenIfNotMet: true })
  return (walk?.left ?? []).map(({ number }) => number)
}

/**
 * Takes back what was decided at a meeting that did not take place, or could decide nothing.
 * @throws UserError if another plan has decisions of it, or the plan itself was changed by it
 */
async function undecided(
  context: Context,
  { body, meeting, how }: { body: Body; meeting: Meeting; how: Exclude<Met, 'quorate'> },
): Promise<readonly TakenDecision[]> {
  const { db, model } = context
  if (await decisionsElsewhere(db, model.plan.id, meeting.id))
    throw new UserError(
      'refused',
      `Decisions of this meeting are recorded in another plan. Its coordinator takes them back first. Nothing was changed.`,
    )
  const all = await listDecisionsAt(db, model.plan.id, meeting.id)
  const final = all.filter(({ outcome }) => outcome !== 'recommended')
  const changed = final.filter(({ kind, outcome }) => kind === 'change' && outcome === 'approved')
  if (changed.length > 0)
    throw new UserError(
      'refused',
      `${numbersOf(changed)} changed the plan itself by a decision of this meeting. Take that back first: undo ${numbersOf(changed.slice(0, 1))}. Nothing was changed.`,
    )
  const struck = how === 'not-met' ? all : final
  await strikeDecisions(
    context.writing(),
    struck.map(({ id }) => id),
    context.now.toISOString(),
  )
  for (const decision of final) await returnToWaiting(context, { decision, body, how })
  return final
}

function numbersOf(decisions: readonly Pick<TakenDecision, 'number'>[]): string {
  return listed([...new Set(decisions.map(({ number }) => `R${number}`))])
}

/** Whoever was told that something was decided is told that it is not. */
function noticesOf(
  context: Context,
  {
    body,
    meeting,
    how,
    returned,
  }: { body: Body; meeting: Meeting; how: Met; returned: readonly TakenDecision[] },
): readonly Notice[] {
  const why =
    how === 'not-met'
      ? `the ${body.name} did not meet on ${longDay(meeting.day)}`
      : `the ${body.name} of ${longDay(meeting.day)} was inquorate`
  return returned.flatMap(({ number, askedBy }) =>
    askedBy === context.speaker.personId
      ? []
      : [
          {
            about: `met:${meeting.id}:${number}`,
            personIds: [askedBy],
            message: sentence(
              `R${number} is not decided after all: ${why}. It waits again, and the due date is the one of before.`,
            ),
          },
        ],
  )
}
