import { finalLabel, movedText, outstandingText, plainWords } from './cards.ts'
import type { Context, Outcome } from './command.ts'
import { listed, shortDay, shownDay } from './domain/format.ts'
import type { Question } from './domain/question.ts'
import { rank } from './domain/scale.ts'
import { type Block, type Message, said } from './message.ts'
import { fieldChanges, itemData, nextMeetingSentence, noticesFor, type Recorded } from './recording.ts'

/** What a person sees when an update is on disk: what moved, what the key says, who will see it, and Undo. */
export async function receipt(context: Context, recorded: readonly Recorded[]): Promise<Outcome> {
  const { scale } = context.model.plan
  const question = recorded.length === 1 && recorded[0] ? followUp(context, recorded[0]) : undefined
  const lines = recorded.map((each) => movedText(each, finalLabel(scale)))
  const message: Message = {
    summary: `Recorded: ${lines.map((line) => plainWords(line)).join('; ')}.`,
    blocks: [
      ...lines.map((text): Block => ({ kind: 'paragraph', text: ['Recorded: ', ...text] })),
      ...definitions(context, recorded),
      ...notes(recorded),
      ...remarks(context, recorded),
      { kind: 'context', text: await nextMeetingSentence(context) },
      { kind: 'buttons', buttons: [{ label: 'Undo', line: 'undo' }] },
    ],
  }
  return {
    message,
    changes: fieldChanges(recorded),
    items: recorded.map(({ after }) => itemData(after, context.model.items)),
    notices: noticesFor(context, recorded),
    ...(recorded.length === 1 && recorded[0] ? { itemId: recorded[0].item.id } : {}),
    ...(question ? { question } : {}),
  }
}

/** The key's own words for each rating that was given, once. */
function definitions(context: Context, recorded: readonly Recorded[]): readonly Block[] {
  const { scale } = context.model.plan
  const final = scale.ratings.find((rating) => rating.final)
  const given = recorded.flatMap(({ before, after, proposedFinal }) => {
    if (proposedFinal) return final ? [final] : []
    const isNew = before.position.record.rating?.updateId !== after.position.record.rating?.updateId
    return isNew && after.position.rating ? [after.position.rating] : []
  })
  return [...new Set(given)].map((rating) => ({
    kind: 'context',
    text: `${rating.label}: ${rating.definition}.`,
  }))
}

function notes(recorded: readonly Recorded[]): readonly Block[] {
  const [first] = recorded
  const { note } = first?.after.position.record ?? { note: null }
  const isNew = note && note.updateId === first?.updateId
  return isNew ? [{ kind: 'paragraph', text: ['Note: ', said(note.text)] }] : []
}

function remarks(context: Context, recorded: readonly Recorded[]): readonly Block[] {
  return recorded.flatMap((each): readonly Block[] =>
    [
      proposalRemark(context, each),
      reopenedRemark(each),
      completedRemark(each),
      behalfRemark(context, each),
      outstandingRemark(each),
    ]
      .filter((text) => text !== '')
      .map((text) => ({ kind: 'context', text })),
  )
}

function proposalRemark(context: Context, { item, after, proposedFinal }: Recorded): string {
  if (!proposedFinal) return ''
  const { policies, words } = context.model.plan
  const body = context.model.bodies.find((each) => each.code === policies.decidesSignOff)?.name ?? ''
  const request = after.requests.find((each) => each.kind === 'sign-off')
  const whole =
    policies.signOff === 'action' && item.kind === 'sub-action'
      ? ` It normally signs off the whole ${words.action}.`
      : ''
  return `${item.ref} keeps its rating until the ${body.replace(/^the /, '')} signs it off (R${request?.number ?? '?'}).${whole}`
}

function reopenedRemark({ item, before, after }: Recorded): string {
  if (before.position.state !== 'complete' || after.position.state === 'complete') return ''
  return `${item.ref} was complete; it counts as in progress again.`
}

function completedRemark({ item, before, after }: Recorded): string {
  const { completedOn } = after.position
  if (after.position.state !== 'complete' || before.position.state === 'complete' || !completedOn) return ''
  return `${item.ref} is complete on ${shortDay(completedOn)} and waits for sign-off; it is no longer overdue.`
}

function behalfRemark(context: Context, { item, right, after }: Recorded): string {
  if (right.may !== 'on-behalf') return ''
  const owners = after.item.owners.length > 0 ? ` of ${listed(after.item.owners)}` : ''
  return `Recorded by ${context.speaker.name} on behalf${owners}; the owner of ${item.ref} is told.`
}

function outstandingRemark({ item, after }: Recorded): string {
  const text = outstandingText(after.position)
  return text === '' ? '' : `${item.ref}: ${text}.`
}

/** The one short question that the record still needs, the most pressing first. */
function followUp(context: Context, recorded: Recorded): Question | undefined {
  return pastDateQuestion(context, recorded) ?? demandQuestion(recorded) ?? sourceQuestion(recorded)
}

/** An item that is said to be on track while its date has passed. */
function pastDateQuestion(context: Context, { item, after, before }: Recorded): Question | undefined {
  const { scale } = context.model.plan
  const { rating, record } = after.position
  if (!rating || rating.final || after.daysOverdue === null || !after.due.current) return undefined
  if (record.rating?.updateId === before.position.record.rating?.updateId) return undefined
  if (!rating.demands.some((demand) => demand.kind === 'date')) return undefined
  const worse = scale.ratings[rank(scale, rating.code) - 1]
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

function demandQuestion({ item, after, before, proposedFinal }: Recorded): Question | undefined {
  const { rating, record } = after.position
  if (proposedFinal || !rating || record.rating?.updateId === before.position.record.rating?.updateId)
    return undefined
  const demand = after.position.outstanding.find(({ kind }) => kind !== 'sign-off')
  if (!demand) return undefined
  const lines = {
    note: `update ${item.ref} note {answer}`,
    evidence: `evidence ${item.ref} {answer}`,
    date: `revise ${item.ref} to {answer}`,
    'sign-off': null,
  } as const
  return { text: `${item.ref}: ${demand.question}`, options: [], answerLine: lines[demand.kind] }
}

function sourceQuestion({ item, right, source }: Recorded): Question | undefined {
  if (right.may !== 'on-behalf' || source !== null) return undefined
  return {
    text: `Where did you hear it about ${item.ref}?`,
    options: ['e-mail', 'call', 'meeting'].map((source) => ({
      label: source,
      line: `update ${item.ref} via ${source}`,
    })),
    answerLine: null,
  }
}
