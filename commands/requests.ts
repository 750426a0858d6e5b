import { type AskedRequest, listOpenRequests } from '../data/requests.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { count, shortDay, shownDay } from '../src/domain/format.ts'
import { decidesSentence } from '../src/lookup/meetings.ts'
import { columns, type Inline, said, sentence, context as smallPrint, type Text } from '../src/message.ts'
import { recommendationsOf } from '../src/status/item.ts'

export default defineCommand({
  summary: 'List requests that wait for a decision: dates and sign-off',
  topics: 'decide decisions approval waiting pending extension dates sign-off',
  forms: [''],
  questions: [
    'requests',
    'date|open requests',
    'waiting|awaiting for decision|approval',
    'awaiting decision|approval',
    'to decide',
    'for decision',
    'requests waiting|outstanding|pending|open',
    'extensions',
    'needs|need deciding|approving',
    'been requested',
    'asked for',
    'requests to decide',
  ],
  async run(context) {
    const open = await listOpenRequests(context.db, context.model.plan.id)
    if (open.length === 0) return { message: sentence('No request waits for a decision.') }
    const remarks = await recommendationsOf(context)
    const text = `${count(open.length, 'request')} ${open.length === 1 ? 'waits' : 'wait'} for a decision.`
    const kinds = [...new Set(open.map((request) => request.kind))]
    const decided = await Promise.all(kinds.map((kind) => decidesSentence(context, kind)))
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: 'Open requests',
          columns: columns('No', 'Item', 'Asks for', 'Asked', 'Why'),
          rows: open.map((request) => [
            `R${request.number}`,
            refOf(context, request),
            wanted(request),
            `${shortDay(request.askedAt.slice(0, 10))}, ${request.by}${request.forWhom === null ? '' : ` for ${request.forWhom}`}`,
            why(request, remarks.get(request.id)),
          ]),
        },
        ...decided.map((line) => smallPrint(line)),
      ),
    }
  },
})

function refOf(context: Context, { itemId }: AskedRequest): string {
  return context.model.items.find((item) => item.id === itemId)?.ref ?? ''
}

function wanted({ kind, fromDay, toDay, toAsGiven, state }: AskedRequest): string {
  const deferred = state === 'deferred' ? ', deferred' : ''
  if (kind === 'sign-off' || !toDay) return `sign-off${deferred}`
  const was = fromDay === null ? '' : `, now ${shortDay(fromDay)}`
  return `${shownDay({ on: toDay, asGiven: toAsGiven ?? toDay })}${was}${deferred}`
}

function why({ reason }: AskedRequest, remarks: string | undefined): Text {
  const words: Inline[] = reason === '' ? [] : [said(reason)]
  return remarks ? [...words, words.length > 0 ? '; ' : '', remarks] : words
}
