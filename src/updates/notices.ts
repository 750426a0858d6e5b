import type { Context, Notice } from '../command.ts'
import { answerable } from '../domain/authority.ts'
import { capitalised, listed } from '../domain/format.ts'
import { holdersOf } from '../lookup/items.ts'
import type { Block, Message } from '../message.ts'
import { positionText } from '../status/item-text.ts'
import type { Recorded } from './record.ts'

/**
 * The notices of an update: to the owner who was spoken for, and to the others who share an action without a lead.
 * Each person gets one message, however many items the line named.
 */
export function noticesFor(context: Context, recorded: readonly Recorded[]): readonly Notice[] {
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
  const refs = listed(told.map(({ item }) => item.ref))
  const behalf = told.some(({ right }) => right.may === 'on-behalf') ? ' on your behalf' : ''
  const what = told.every(({ draft }) => draft.kind === 'confirm') ? 'confirmed' : 'recorded'
  const summary = `${capitalised(context.speaker.name)} ${what}${behalf}: ${refs}.`
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
