import { listBoardEntries } from '../../data/board-entries.ts'
import type { Context, Outcome } from '../command.ts'
import { type BoardDetails, type EntryOf, ofKind } from '../domain/board-entries.ts'
import { dayIn, daysBetween } from '../domain/day.ts'
import { count, shortDay } from '../domain/format.ts'
import { UserError } from '../errors.ts'
import { columns, paragraph, said, sentence, context as smallPrint } from '../message.ts'
import { RESPONSES } from './entry-lines.ts'
import { keepEntry } from './keep-entry.ts'

/** A referral with its answers; people name it by its number in the plan. */
interface Referred {
  readonly number: number
  readonly entry: EntryOf<'referral'>
  readonly responses: readonly EntryOf<'response'>[]
}

async function referrals({ db, model }: Context): Promise<readonly Referred[]> {
  const entries = await listBoardEntries(db, model.plan.id, { kinds: ['referral', 'response'] })
  const responses = ofKind(entries, 'response')
  return ofKind(entries, 'referral').map((entry, index) => ({
    number: index + 1,
    entry,
    responses: responses.filter(({ aboutId }) => aboutId === entry.id),
  }))
}

/** The number of the latest referral. */
export async function referralNumber(context: Context): Promise<number> {
  return (await referrals(context)).length
}

export async function listReferrals(context: Context): Promise<Outcome> {
  const all = await referrals(context)
  const { model } = context
  if (all.length === 0) return { message: sentence('Nothing was referred from one board to another.') }
  const open = all.filter(({ responses }) => responses.length === 0)
  return {
    message: sentence(
      `${count(all.length, 'referral')}, ${open.length} without a response.`,
      {
        kind: 'table',
        caption: 'Referrals and what came of them',
        columns: columns('No', 'From', 'To', 'What', 'Response'),
        rows: all.map(({ number, entry, responses }) => [
          String(number),
          `${model.bodies.find(({ id }) => id === entry.bodyId)?.name ?? ''}${entry.meetingDay === null ? '' : `, ${shortDay(entry.meetingDay)}`}`,
          entry.details.to,
          [said(entry.details.words)],
          responseText(context, entry, responses.at(-1)),
        ]),
      },
      smallPrint('A recommendation has a response before it has progress.'),
    ),
  }
}

function responseText(
  { today, model }: Context,
  { details: { due } }: EntryOf<'referral'>,
  response: EntryOf<'response'> | undefined,
): string {
  if (response) {
    const on = shortDay(dayIn(model.plan.timeZone, new Date(response.recordedAt)))
    return `${RESPONSES[response.details.outcome]} on ${on}: ${response.details.words}`
  }
  if (due === null) return 'none yet'
  const late = daysBetween(due, today)
  return late > 0 ? `none, ${count(late, 'day')} overdue` : `none yet, due ${shortDay(due)}`
}

/** Records the answer to a referral, which goes back to whoever referred it. */
export async function respond(
  context: Context,
  number: number,
  details: BoardDetails['response'],
): Promise<Outcome> {
  const found = (await referrals(context)).find((each) => each.number === number)
  if (!found)
    throw new UserError('unknown', `There is no referral ${number}. They are listed by: referrals`, [
      'referrals',
    ])
  const { entry, responses } = found
  const body = context.model.bodies.find(({ id }) => id === entry.bodyId)
  if (!body) throw new Error(`no body ${entry.bodyId}`)
  await keepEntry(context, { body, meeting: null }, { kind: 'response', details, aboutId: entry.id })
  const before = responses.at(-1)
  return {
    message: sentence(
      `Recorded: the ${entry.details.to} responded to referral ${number}: ${RESPONSES[details.outcome]}. It goes back to the ${body.name}.`,
      paragraph('Reasons: ', said(details.words)),
      ...(before
        ? [smallPrint(`Before: ${RESPONSES[before.details.outcome]}. Both stay in the record.`)]
        : []),
    ),
    changes: [
      {
        ref: `referral ${number}`,
        field: 'response',
        from: before?.details.outcome ?? null,
        to: details.outcome,
      },
    ],
  }
}
