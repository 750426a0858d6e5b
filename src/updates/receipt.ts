import type { Context, Notice, Outcome } from '../command.ts'
import { answerable } from '../domain/authority.ts'
import { capitalised, listed, longDay, shownDay } from '../domain/format.ts'
import { endedText } from '../domain/plan-end.ts'
import type { Question } from '../domain/question.ts'
import { finalRating, needsSignOff, rank, type Scale } from '../domain/scale.ts'
import { holdersOf, itemData } from '../lookup/items.ts'
import { nextMeetingSentence } from '../lookup/meetings.ts'
import { type Block, type Button, buttons, type Inline, type Message, said } from '../message.ts'
import { movedText, outstandingText, plainWords, positionText, shortPosition } from '../status/item-text.ts'
import { fieldChanges, type Recorded } from './record.ts'
import { sameOfLinked } from './same-of-linked.ts'

/** The receipt of an update that is on disk: what changed, what the key says, who will see it, and Undo. */
export async function receipt(context: Context, recorded: readonly Recorded[]): Promise<Outcome> {
  const { scale } = context.model.plan
  const question = followUp(context, recorded)
  const lines = recorded.map((each) => movedText(each, scale))
  const message: Message = {
    summary: `Recorded: ${lines.map((line) => plainWords(line)).join('; ')}.`,
    blocks: [
      ...lines.map((text): Block => ({ kind: 'paragraph', text: ['Recorded: ', ...text] })),
      ...definitions(context, recorded),
      ...wordsSaid(recorded),
      ...remarks(context, recorded).map((text): Block => ({ kind: 'context', text })),
      ...(await whoSeesIt(context)),
      buttons(undoButton(recorded), ...(await sameOfLinked(context, recorded))),
    ],
  }
  const [only, ...others] = recorded
  return {
    message,
    changes: fieldChanges(recorded),
    items: recorded.map(({ after }) => itemData(after, context.model.items)),
    notices: noticesFor(context, recorded),
    ...(only && others.length === 0 ? { itemId: only.item.id } : {}),
    ...(question ? { question } : {}),
    news: newsOf(context, lines),
  }
}

/** The latest line may be another by the time it is pressed: it takes back what this receipt is about. */
function undoButton([first]: readonly Recorded[]): Button {
  return { label: 'Undo', line: 'undo', ...(first ? { pressed: `undo #${first.updateId}` } : {}) }
}

/** The next meeting; of a plan that is over no meeting hears. */
async function whoSeesIt(context: Context): Promise<readonly Block[]> {
  const ended = endedText(context.model.plan, context.today)
  return [{ kind: 'context', text: ended === '' ? await nextMeetingSentence(context) : ended }]
}

/** Who changed what, without their words, for the others in a channel. */
export function newsOf(
  { speaker }: Context,
  lines: readonly (readonly Inline[])[],
  verb = 'updated',
): Message {
  const by = capitalised(speaker.name)
  return {
    summary: `${by} ${verb}: ${lines.map(plainWords).join('; ')}.`,
    blocks: [
      {
        kind: 'paragraph',
        text: [`${by} ${verb}: `, ...lines.flatMap((line, at) => (at === 0 ? line : ['; ', ...line])), '.'],
      },
    ],
  }
}

/** The key's definition of each rating that was given, once. */
function definitions(context: Context, recorded: readonly Recorded[]): readonly Block[] {
  const given = recorded.flatMap(({ after, draft, proposedFinal }) => {
    if (proposedFinal) return [finalRating(context.model.plan.scale)]
    return draft.rating !== undefined || draft.state === 'not-started' ? [after.position.rating] : []
  })
  return [...new Set(given)].flatMap((rating) =>
    rating ? [{ kind: 'context' as const, text: `${rating.label}: ${rating.definition}.` }] : [],
  )
}

/** Each note once, with its items if there are several notes. */
function wordsSaid(recorded: readonly Recorded[]): readonly Block[] {
  const { evidence } = recorded[0]?.draft ?? {}
  const notes = [...new Set(recorded.flatMap(({ draft }) => draft.note ?? []))]
  const isShared = notes.length === 1 && recorded.every(({ draft }) => draft.note !== undefined)
  const of = (note: string) =>
    isShared
      ? ''
      : ` on ${listed(recorded.filter(({ draft }) => draft.note === note).map(({ item }) => item.ref))}`
  return [
    ...notes.map((note) => ({ kind: 'paragraph' as const, text: [`Note${of(note)}: `, said(note)] })),
    ...(evidence ? [{ kind: 'paragraph' as const, text: ['Evidence: ', said(evidence)] }] : []),
  ]
}

function remarks(context: Context, recorded: readonly Recorded[]): readonly string[] {
  const each = recorded.flatMap((one) => [
    proposalRemark(context, one),
    reopenedRemark(one),
    worseRemark(one),
  ])
  return [
    ...each,
    ...completedRemarks(recorded, context.model.plan.scale),
    ...toldRemarks(context, recorded),
    outstandingRemark(recorded),
  ].filter((text) => text !== '')
}

function proposalRemark(context: Context, { item, after, proposedFinal }: Recorded): string {
  if (!proposedFinal) return ''
  const { policies, levels } = context.model.plan
  const body = context.model.bodies.find((each) => each.code === policies.decidesSignOff)?.name ?? 'body'
  const request = after.requests.find((each) => each.kind === 'sign-off')
  const isPart = item.level > policies.signOffLevel
  const whole = isPart
    ? ` It normally signs off the whole ${levels[policies.signOffLevel]?.word ?? 'item'}.`
    : ''
  return `${item.ref} keeps its rating until the ${body} signs it off (R${request?.number ?? '?'}).${whole}`
}

function reopenedRemark({ item, before, after }: Recorded): string {
  if (before.position.state !== 'complete' || after.position.state === 'complete') return ''
  return `${item.ref} was complete; it is open again.`
}

/** What the line completed, on which day, and which requests that ends. */
function completedRemarks(recorded: readonly Recorded[], scale: Scale): readonly string[] {
  const done = recorded.filter(({ before, after, draft }) => {
    const { completedOn, state } = after.position
    const isNew = before.position.state !== 'complete' || before.position.completedOn !== completedOn
    return state === 'complete' && completedOn !== null && draft.kind !== 'confirm' && isNew
  })
  if (done.length === 0) return []
  const late = done.filter(({ before }) => before.daysOverdue !== null).map(({ item }) => item.ref)
  const dropped = done.flatMap(({ before }) =>
    before.requests.filter((request) => request.kind === 'date').map((request) => `R${request.number}`),
  )
  const days = [...new Set(done.map(({ after }) => after.position.completedOn ?? ''))]
  return [
    ...days.map((day) => {
      const refs = done.filter(({ after }) => after.position.completedOn === day).map(({ item }) => item.ref)
      const [is, waits] = refs.length === 1 ? ['is', 'waits'] : ['are', 'wait']
      const next = scale.ratings.some(needsSignOff) ? ` and ${waits} for sign-off` : ''
      return `${listed(refs)} ${is} complete since ${longDay(day)}${next}.`
    }),
    late.length === 0 ? '' : `No longer overdue: ${listed(late)}.`,
    dropped.length === 0 ? '' : `Withdrawn, for no other date is needed: ${listed(dropped)}.`,
  ]
}

function worseRemark({ item, after, draft }: Recorded): string {
  const worse = after.position.worse.map((part) => `${part.item.ref} ${part.rating?.label ?? ''}`)
  return draft.rating !== undefined && worse.length > 0 ? `Worse within ${item.ref}: ${listed(worse)}.` : ''
}

/** Who else is told. */
function toldRemarks(context: Context, recorded: readonly Recorded[]): readonly string[] {
  const onBehalf = recorded.filter(({ right }) => right.may === 'on-behalf')
  const shared = recorded.filter(({ right }) => right.may === 'share')
  const owners = (some: readonly Recorded[]) =>
    listed([...new Set(some.flatMap(({ item }) => answerable(item, context.model.items)))])
  return [
    onBehalf.length === 0 ? '' : behalfText(owners(onBehalf)),
    shared.length === 0
      ? ''
      : `${listed(shared.map(({ item }) => item.ref))} has no lead: ${owners(shared)} share it and are told.`,
  ]
}

function behalfText(owners: string): string {
  if (owners === '') return 'It has no owner who could be told.'
  return `Recorded on behalf of ${owners}, who ${owners.includes(' and ') ? 'are' : 'is'} told.`
}

function outstandingRemark(recorded: readonly Recorded[]): string {
  const missing = recorded
    .map(({ item, after }) => ({ ref: item.ref, text: outstandingText(after.position) }))
    .filter(({ text }) => text !== '')
  const texts = [...new Set(missing.map(({ text }) => text))]
  return texts
    .map(
      (text) =>
        `Outstanding for ${listed(missing.filter((each) => each.text === text).map(({ ref }) => ref))}: ${text}.`,
    )
    .join(' ')
}

/** The most pressing question that the record still needs answered. */
function followUp(context: Context, recorded: readonly Recorded[]): Question | undefined {
  const question = pastDateQuestion(context, recorded) ?? demandQuestion(recorded) ?? sourceQuestion(recorded)
  return question && { ...question, follows: true }
}

/** An item that is rated on track although its date has passed. */
function pastDateQuestion(context: Context, recorded: readonly Recorded[]): Question | undefined {
  const [only, ...others] = recorded
  if (!only || others.length > 0 || only.draft.rating === undefined) return undefined
  const { item, after } = only
  const { rating } = after.position
  if (
    !rating?.demands.some((demand) => demand.kind === 'date') ||
    after.daysOverdue === null ||
    !after.due.current
  ) {
    return undefined
  }
  const worse = context.model.plan.scale.ratings[rank(context.model.plan.scale, rating.code) - 1]
  return {
    text: `${item.ref} is ${rating.label}, but ${shownDay(after.due.current)} has passed. Which is it?`,
    options: [
      { label: 'Complete', line: `update ${item.ref} complete` },
      ...(worse ? [{ label: `Late: ${worse.label}`, line: `update ${item.ref} ${worse.code}` }] : []),
      { label: 'Ask for a new date', line: `revise ${item.ref}` },
    ],
    answerLine: null,
  }
}

/** Asks for what the key demands, for all items that lack the same. */
function demandQuestion(recorded: readonly Recorded[]): Question | undefined {
  const wanting = recorded.filter(({ draft }) => draft.rating !== undefined || draft.state === 'not-started')
  const demand = wanting
    .flatMap(({ after }) => after.position.outstanding)
    .find(({ kind }) => kind !== 'sign-off')
  if (!demand) return undefined
  const refs = wanting
    .filter(({ after }) => after.position.outstanding.some(({ kind }) => kind === demand.kind))
    .map(({ item }) => item.ref)
  const lines = {
    note: `update ${refs.join(', ')} note {answer}`,
    evidence: `evidence ${refs[0]}: {answer}`,
    date: `revise ${refs[0]} to {answer}`,
    'sign-off': null,
  } as const
  const about = demand.kind === 'note' ? listed(refs) : (refs[0] ?? '')
  return { text: `${about}: ${demand.question}`, options: [], answerLine: lines[demand.kind] }
}

function sourceQuestion(recorded: readonly Recorded[]): Question | undefined {
  const unnamed = recorded.filter(
    ({ right, draft }) => right.may === 'on-behalf' && draft.source === undefined,
  )
  if (unnamed.length === 0) return undefined
  const refs = unnamed.map(({ item }) => item.ref)
  return {
    text: `Where did you hear it about ${listed(refs)}?`,
    options: ['e-mail', 'call', 'meeting'].map((source) => ({
      label: source,
      line: `update ${refs.join(', ')} via ${source}`,
    })),
    answerLine: null,
  }
}

/**
 * The notices of an update: to the owner who was spoken for, and to the others who share an action without a lead.
 * Each person gets one message, however many items the line named.
 */
function noticesFor(context: Context, recorded: readonly Recorded[]): readonly Notice[] {
  const told = recorded.filter(
    ({ right, draft }) => (right.may === 'on-behalf' || right.may === 'share') && !isSourceOnly(draft),
  )
  const people = new Set(told.flatMap(({ item }) => holdersOf(context, item)))
  people.delete(context.speaker.personId)
  return [...people].map((personId) => ({
    about: recorded[0]?.updateId ?? 0,
    personIds: [personId],
    posts: told.flatMap(({ item }) => answerable(item, context.model.items)),
    message: noticeMessage(
      context,
      told.filter(({ item }) => holdersOf(context, item).includes(personId)),
    ),
  }))
}

/** Whether only a source was added, so that there is nothing new to tell. */
function isSourceOnly({ rating, state, note, evidence, kind }: Recorded['draft']): boolean {
  return kind === 'update' && !rating && !state && !note && !evidence
}

function noticeMessage(context: Context, told: readonly Recorded[]): Message {
  const refs = told.map(({ item, after }) => `${item.ref} ${plainWords([shortPosition(after.position)])}`)
  const behalf = told.some(({ right }) => right.may === 'on-behalf') ? ' on your behalf' : ''
  const what = told.every(({ draft }) => draft.kind === 'confirm') ? 'confirmed' : 'recorded'
  const summary = `${capitalised(context.speaker.name)} ${what}${behalf}: ${refs.join('; ')}.`
  return {
    summary,
    blocks: [
      { kind: 'paragraph', text: summary },
      ...told.flatMap((each) => itemBlocks(context, each)),
      { kind: 'context', text: 'If that is not right, post an update; it will stand after this one.' },
    ],
  }
}

function itemBlocks(context: Context, { item, after, draft }: Recorded): readonly Block[] {
  const position = positionText(after.position, context.model.plan.scale)
  const by = context.speaker.name
  return [
    { kind: 'paragraph', text: [`${item.ref} ${item.title}: `, ...position] },
    ...(draft.note ? [{ kind: 'quote' as const, text: draft.note, by }] : []),
    ...(draft.evidence ? [{ kind: 'quote' as const, text: draft.evidence, by: `${by}, as evidence` }] : []),
  ]
}
