import { listBoardEntries, saveBoardEntry } from '../../data/board-entries.ts'
import { renewStamp } from '../../data/item-changes.ts'
import { listMeetings } from '../../data/meetings.ts'
import { listDecisionsAt, listDecisionsOn, setDecisionNote, type TakenDecision } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { ofKind } from '../domain/board-entries.ts'
import { dayIn } from '../domain/day.ts'
import { longDay, shortDay } from '../domain/format.ts'
import { minuteWords } from '../domain/minute.ts'
import type { Day } from '../domain/plan.ts'
import { askedWords } from '../domain/request.ts'
import { UserError } from '../errors.ts'
import { paragraph, said, sentence, context as smallPrint, strong, type Text, typed } from '../message.ts'
import { requestNumbered } from '../requests/decide.ts'
import { outcomeText } from '../status/outcome.ts'
import { entryLines } from './entry-lines.ts'
import { type Sitting, sittingText } from './sitting.ts'

/** What is on record of a sitting, as text for its minutes. */
export async function minutesOf(context: Context, sitting: Sitting): Promise<Outcome> {
  const { db, model } = context
  const { body, meeting } = sitting
  const [approval] = ofKind(
    await listBoardEntries(db, model.plan.id, { kinds: ['minutes'], meetingId: meeting.id }),
    'minutes',
  )
  const decisions = await listDecisionsAt(db, model.plan.id, meeting.id)
  const entries = await listBoardEntries(db, model.plan.id, { meetingId: meeting.id })
  const lines = [
    ...decisions.map((decision) => decisionLine(context, decision)),
    ...entryLines(context, entries),
  ]
  const met = {
    quorate: 'It met and was quorate.',
    inquorate: 'It met and was inquorate.',
    'not-met': 'It did not meet.',
  }
  const state = approval
    ? `Approved as a correct record on ${longDay(approval.details.at)}.`
    : 'Draft: its minutes are not approved yet.'
  return {
    message: {
      title: `Minutes: ${sittingText(sitting)}`,
      summary: `${state} ${lines.length === 0 ? 'Nothing is recorded.' : `${lines.length} on record.`}`,
      blocks: [
        paragraph(strong(`${body.name}, ${longDay(meeting.day)}`)),
        paragraph(`${meeting.met === null ? 'Nobody has said whether it met.' : met[meeting.met]} ${state}`),
        ...(lines.length === 0
          ? [paragraph('Nothing is recorded of it.')]
          : [{ kind: 'list' as const, items: lines }]),
        ...(approval || !context.speaker.isCoordinator
          ? []
          : [
              smallPrint(
                'Once they are approved: ',
                typed(`minutes approved ${body.aliases[0] ?? body.code} of ${meeting.day}`),
              ),
            ]),
      ],
    },
  }
}

function decisionLine(context: Context, decision: TakenDecision): Text {
  const { model } = context
  const { number, kind, itemId, outcome, bodyCode, toDay, note, change } = decision
  const ref = [...model.items, ...model.left].find(({ id }) => id === itemId)?.ref ?? ''
  const asked = { kind, change, toDay: toDay ?? decision.askedDay, toAsGiven: null }
  const what = kind === 'change' ? askedWords(asked) : `${ref}, ${askedWords(asked)}`
  const word = outcome === 'recommended' ? 'recommended' : outcomeText({ model }, { code: bodyCode }, outcome)
  const shown = minuteWords(note, decision)
  const words: Text = shown === null || shown === '' ? '' : [': ', said(shown)]
  return [strong(`R${number} ${word}`), `: ${what}`, ...(typeof words === 'string' ? [words] : words)]
}

/** Records that minutes were approved as a correct record; said once for a meeting. */
export async function approveMinutes(
  context: Context,
  sitting: Sitting,
  { at, words }: { at: Day | undefined; words: string | null },
): Promise<Outcome> {
  const { db, model, now, speaker } = context
  const { body, meeting } = sitting
  const [before] = ofKind(
    await listBoardEntries(db, model.plan.id, { kinds: ['minutes'], meetingId: meeting.id }),
    'minutes',
  )
  if (before)
    throw new UserError(
      'conflict',
      `The minutes of ${sittingText(sitting)} were approved as a correct record on ${longDay(before.details.at)} already. A number or words in them are put right with: minutes correct R1 to 4.3, agreed`,
    )
  const day = at ?? (await nextSitting(context, sitting)) ?? dayIn(model.plan.timeZone, now)
  if (day <= meeting.day)
    throw new UserError(
      'invalid',
      `Minutes are approved at a later meeting: ${longDay(day)} is not after ${longDay(meeting.day)}. Nothing was recorded.`,
    )
  await saveBoardEntry(context.writing(), model.plan.id, {
    bodyId: body.id,
    meetingId: meeting.id,
    kind: 'minutes',
    details: { at: day, words },
    personId: speaker.personId,
    recordedAt: now.toISOString(),
  })
  // What was changed by the meeting's decisions is told otherwise now.
  await renewStamp(context.writing(), model.plan.id, now)
  await context.trail({
    action: 'minutes-approved',
    ref: null,
    before: { body: body.code, meeting: meeting.day, minutes: 'draft' },
    after: { body: body.code, meeting: meeting.day, minutes: 'approved', at: day, words },
  })
  return {
    message: sentence(
      `Recorded: the minutes of ${sittingText(sitting)} were approved as a correct record on ${longDay(day)}.`,
      ...(words === null ? [] : [paragraph('Minute: ', said(words))]),
      smallPrint('Its decisions are no longer told as “draft minute”.'),
    ),
    changes: [{ ref: body.code, field: `minutes ${meeting.day}`, from: 'draft', to: 'approved' }],
  }
}

/** The day of the sitting after, if it has begun. */
async function nextSitting(
  { db, model, today }: Context,
  { body, meeting }: Sitting,
): Promise<Day | undefined> {
  const all = await listMeetings(db, model.plan.id, { bodyId: body.id, to: today })
  return all.find(({ day, state, met }) => day > meeting.day && state !== 'cancelled' && met !== 'not-met')
    ?.day
}

/** Puts the number or the words of a minute right; what stood there stays in the record. */
export async function correctMinute(
  context: Context,
  { number, words }: { number: number; words: string },
): Promise<Outcome> {
  const { db, model, now, speaker } = context
  const request = await requestNumbered(context, number)
  const taken = await listDecisionsOn(db, model.plan.id, { requestIds: [request.id], until: now })
  const decision = taken.at(-1)
  if (!decision || decision.meetingId === null)
    throw new UserError('invalid', `R${number} has no minute yet: no meeting has decided it.`)
  const before = decision.note ?? ''
  const prefix = decision.outcome === 'recommended' ? (before.match(/^\w+: /)?.[0] ?? '') : ''
  const is = `${prefix}${/^\d/.test(words) ? `minute ${words}` : words}`
  if (is === before)
    throw new UserError('conflict', `R${number} has that minute already; nothing was changed.`)
  const body = model.bodies.find(({ code }) => code === decision.bodyCode)
  if (!body) throw new Error(`no body ${decision.bodyCode}`)
  await setDecisionNote(context.writing(), decision.id, is)
  await saveBoardEntry(context.writing(), model.plan.id, {
    bodyId: body.id,
    meetingId: decision.meetingId,
    itemId: decision.itemId,
    kind: 'correction',
    details: { request: number, was: before, is },
    personId: speaker.personId,
    recordedAt: now.toISOString(),
  })
  await context.trail({
    action: 'minute-corrected',
    ref: model.items.find(({ id }) => id === decision.itemId)?.ref ?? null,
    before: { request: number, note: before },
    after: { request: number, note: is },
  })
  const on = decision.meetingDay === null ? '' : ` of ${shortDay(decision.meetingDay)}`
  return {
    message: sentence(
      `Corrected: the minute of R${number}, ${body.name}${on}.`,
      paragraph('Now: ', said(is)),
      paragraph('Before: ', said(before === '' ? 'none' : before)),
      smallPrint('Both stay in the record.'),
    ),
    changes: [{ ref: `R${number}`, field: 'minute', from: before, to: is }],
  }
}
