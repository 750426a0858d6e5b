import { createHash } from 'node:crypto'
import type { AskedRequest } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { count, shortDay, shownWithWeekday } from '../domain/format.ts'
import { UserError } from '../errors.ts'
import { dayFrom } from '../lookup/days.ts'
import { type Block, type Fact, type Field, type Form, paragraph, said } from '../message.ts'
import { dueText } from '../status/item-text.ts'
import { carryEach, prepareEach, type Ready } from './decide.ts'
import type { Deciding } from './decision.ts'
import { approveLabel, requestBlocks } from './next.ts'
import type { Walk } from './walk.ts'

/** What a form holds, by the names of its fields. */
type Typed = Readonly<Record<string, string>>

/** More would not fit into one form; the others follow when these are recorded. */
const MOST_REQUESTS = 20

/** One form for all that a meeting decided; undefined if nothing is left. */
export async function recordingForm(
  context: Context,
  walk: Walk,
  { typed = {}, previewed }: { readonly typed?: Typed; readonly previewed?: string } = {},
): Promise<Form | undefined> {
  const { body, meeting } = walk
  const fields: Field[] = []
  for (const request of walk.left.slice(0, MOST_REQUESTS))
    fields.push(...(await fieldsFor(context, { walk, request, typed })))
  if (fields.length === 0) return undefined
  return {
    kind: 'form',
    title: `What the ${body.name} decided`,
    command: 'decisions-record',
    settled: { body: body.code, of: { on: meeting.day, asGiven: shortDay(meeting.day) } },
    adds: { filled: true, ...(previewed === undefined ? {} : { previewed }) },
    fields,
    submit: previewed === undefined ? 'Look at it before it is recorded' : 'Record it',
    line: `decisions ${body.code} of ${meeting.day}`,
  }
}

async function fieldsFor(
  context: Context,
  { walk, request, typed }: { walk: Walk; request: AskedRequest; typed: Typed },
): Promise<readonly Field[]> {
  const number = `R${request.number}`
  const place = `${walk.requests.indexOf(request) + 1} of ${walk.requests.length}`
  const named = namesOf(request.number)
  const value = (name: string) => (typed[name] === undefined ? {} : { value: typed[name] })
  const outcome: Field = {
    name: named.outcome,
    label: `${number}: what was decided`,
    input: 'choice',
    choices: [
      { value: 'approved', label: approveLabel(context, walk, request) },
      { value: 'declined', label: 'Decline' },
      { value: 'deferred', label: 'Defer' },
    ],
    ...value(named.outcome),
    asItIs: 'not recorded yet',
    required: false,
    before: await requestBlocks(context, walk, { request, place }),
  }
  const minute: Field = {
    name: named.note,
    label: `${number}: minute`,
    hint: 'Such as 4.2. If it is declined, with the reason: 4.2, figures wanted first.',
    input: 'text',
    ...value(named.note),
    required: false,
  }
  if (request.kind !== 'date') return [outcome, minute]
  const date: Field = {
    name: named.date,
    label: `${number}: another date than was asked for`,
    input: 'day',
    ...value(named.date),
    required: false,
  }
  return [outcome, minute, date]
}

function namesOf(number: number): { readonly outcome: string; readonly note: string; readonly date: string } {
  return { outcome: `outcome-R${number}`, note: `note-R${number}`, date: `date-R${number}` }
}

/** Shows all decisions of a form before they are recorded, and then records all of them or none. */
export async function recordTogether(
  context: Context,
  walk: Walk,
  { typed, previewed }: { readonly typed: Typed; readonly previewed: string | undefined },
): Promise<Outcome> {
  const ready = await prepareEach(context, decisionsIn(context, walk, typed), fieldOf)
  const mark = markOf(typed)
  if (previewed === mark) return carryEach(context, ready)
  const form = await recordingForm(context, walk, { typed, previewed: mark })
  const lead = `Nothing is recorded yet. ${count(ready.length, 'decision')} will be recorded together:`
  const left = walk.left.length - ready.length
  const blocks: readonly Block[] = [
    paragraph(lead),
    { kind: 'facts', facts: ready.map(previewOf) },
    ...(left > 0 ? [paragraph(`${count(left, 'request')} will be left for now.`)] : []),
    ...(form ? [form] : []),
  ]
  return { message: { summary: lead, blocks }, waits: true }
}

/** What is recorded is what was looked at. */
function markOf(typed: Typed): string {
  const sorted = Object.entries(typed).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}

function decisionsIn(context: Context, { body, meeting, left }: Walk, typed: Typed): readonly Deciding[] {
  const numbers = Object.keys(typed).flatMap((name) => {
    const [, number] = name.match(/^(?:outcome|note|date)-R(\d{1,9})$/) ?? []
    return number === undefined ? [] : [Number(number)]
  })
  const [first] = left
  if (numbers.length === 0) {
    throw new UserError(
      'invalid',
      'Nothing is chosen yet: choose what was decided of one request at least. Nothing was recorded.',
      [],
      first && namesOf(first.number).outcome,
    )
  }
  return [...new Set(numbers)]
    .sort((one, other) => one - other)
    .map((number): Deciding => {
      const named = namesOf(number)
      const note = typed[named.note]?.trim()
      const date = typed[named.date]
      return {
        number,
        outcome: outcomeIn(typed, number),
        bodyCode: body.code,
        meetingDay: meeting.day,
        ...(note === undefined || note === '' ? {} : { note }),
        ...(date === undefined ? {} : { date: dayFrom(context, date, named.date) }),
      }
    })
}

function outcomeIn(typed: Typed, number: number): Deciding['outcome'] {
  const { outcome, date } = namesOf(number)
  const chosen = typed[outcome]
  if (chosen !== 'approved' && chosen !== 'declined' && chosen !== 'deferred')
    throw new UserError(
      'invalid',
      `R${number} has a minute or a date, but not what was decided. Nothing was recorded.`,
      [],
      outcome,
    )
  if (chosen !== 'approved' && typed[date] !== undefined)
    throw new UserError(
      'invalid',
      `R${number} has another date, but is not approved. Nothing was recorded.`,
      [],
      date,
    )
  return chosen
}

/** Where on the form something is wrong with a decision. */
function fieldOf({ number, note, date }: Deciding, about: 'note' | 'date' | undefined): string {
  const named = namesOf(number)
  if (about === 'date' && date !== undefined) return named.date
  return about === 'note' || note === undefined ? named.note : named.outcome
}

function previewOf({ deciding, request, item, status, due, recommends }: Ready): Fact {
  const label = `R${request.number}: ${item.ref}`
  const now = request.kind === 'sign-off' ? 'Not signed off' : dueText(status)
  const then =
    deciding.outcome !== 'approved' || recommends
      ? 'stays as it is'
      : due
        ? shownWithWeekday(due)
        : 'signed off'
  const outcome = recommends && deciding.outcome === 'approved' ? 'recommended' : deciding.outcome
  return { label, value: [`${now} → ${then}. To be recorded as ${outcome}, `, said(deciding.note ?? '')] }
}
