import { findSubject } from '../../data/deliveries.ts'
import type { Subject } from '../domain/delivery.ts'
import type { Ask, Reading, Sure } from '../domain/reading.ts'
import type { RequestContext } from './request-context.ts'

/** What the thread is about; undefined outside the bot's own threads. */
export async function threadOf({ db, model, place }: RequestContext): Promise<Subject | undefined> {
  const { platform, tenant, under } = place
  return under === null ? undefined : findSubject(db, model.plan.id, { platform, tenant, messageId: under })
}

/** The item of a thread that is about a single one. */
export function onlyRef(thread: Subject | undefined): string | null {
  const [ref, ...others] = thread?.refs ?? []
  return ref !== undefined && others.length === 0 ? ref : null
}

/** A question that names no body is about the thread's: returns the line that names it. */
export function lineInThread(reading: Reading, { body, meetingDay }: Subject): string | undefined {
  if (body === undefined) return undefined
  const digest = `digest ${body}${meetingDay === undefined ? '' : ` on ${meetingDay}`}`
  switch (reading.certainty) {
    case 'sure':
      if (reading.command === 'meeting' && reading.args.body === undefined) return `meeting ${body}`
      if (reading.command === 'changes' && reading.args.since === undefined)
        return `${reading.line} since last ${body}`
      return undefined
    case 'ask':
      return asksForBody(reading.options, 'digest') ? digest : undefined
    case 'none':
      return reading.command === 'digest' ? digest : undefined
  }
}

/** Asks about "no change" under a reminder about one item, which would be sure if it named the item. */
export function askInThread({ command, args, line, reason }: Sure, ref: string): Ask {
  return {
    certainty: 'ask',
    command,
    args,
    question: `Is that about ${ref}?`,
    options: [{ label: `Yes: ${line}`, line }],
    isYesNo: true,
    reason,
  }
}

function asksForBody(options: readonly { line: string }[], verb: string): boolean {
  return options.length > 0 && options.every(({ line }) => line.startsWith(`${verb} `))
}
