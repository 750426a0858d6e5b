import { meetingPage } from '../domain/page-address.ts'
import { context, link, type Message } from '../message.ts'
import type { Composing } from './composition.ts'

/** A message with the link to its page, where there are web pages: a digest's meeting, an owner's items, what is to be recorded. */
export function withPageLink(
  message: Message,
  { delivery: { kind }, body, meeting, model }: Composing,
  web: string | undefined,
): Message {
  const page = pageOf(kind, meetingPage(body.code, meeting.day, model.plan.code))
  if (web === undefined || page === undefined) return message
  return { ...message, blocks: [...message.blocks, context(link('On its page', `${web}${page}`))] }
}

function pageOf(kind: Composing['delivery']['kind'], meeting: string): string | undefined {
  switch (kind) {
    case 'digest':
      return meeting
    case 'collect':
    case 'chase':
      return '/'
    case 'decisions':
      return meeting.replace('?', '/decide?')
    case 'roster':
    case 'cut-off':
    case 'notice':
    case 'paper':
    case 'amend':
    case 'answer':
    case 'alert':
      return undefined
  }
}
