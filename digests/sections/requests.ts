import type { Facts, ItemFacts, RequestFacts } from '../../src/domain/facts.ts'
import { count, longDay, shortDay, shownDay } from '../../src/domain/format.ts'
import { askedDate, askedWords } from '../../src/domain/request.ts'
import { type Block, type Inline, paragraph, strong, type Text } from '../../src/message.ts'
import type { ComparedEdition, Section } from './section.ts'
import { dueOf, localDay, overdueWords, positionOf, quoted, recommendationWords } from './words.ts'

/** The requests that this body decides, each with a wording to adopt. */
export function forDecision({ facts }: ComparedEdition): Section {
  const open = toDecide(facts)
  return {
    name: 'for decision',
    heading: `For decision: ${open.length}`,
    blocks: open.flatMap((request) => [
      ...requestBlocks(facts, request),
      paragraph(strong('Wording to adopt: '), wording(facts, request)),
    ]),
  }
}

export function toDecide({ requests, body }: Facts): readonly RequestFacts[] {
  return requests.filter(({ kind, change }) =>
    kind === 'change' ? change?.body === body.code : body.decides.includes(kind),
  )
}

/** The requests that still await this body's recommendation. */
export function toRecommend({ facts }: ComparedEdition): Section {
  const open = toRecommendOn(facts)
  return {
    name: 'requests to recommend on',
    heading: `To recommend on: ${open.length}`,
    blocks: open.flatMap((request) => requestBlocks(facts, request)),
  }
}

export function toRecommendOn({ requests, body }: Facts): readonly RequestFacts[] {
  if (!body.recommends) return []
  return requests.filter(({ recommendations }) => recommendations.every((each) => each.body !== body.code))
}

/** What is requested and why, and how its item stands. */
export function requestBlocks(facts: Facts, request: RequestFacts): readonly Block[] {
  const item = facts.items.find(({ ref }) => ref === request.ref)
  const items: readonly Text[] = [
    ...(request.reason === '' ? [] : [['Why: ', quoted(request.reason)]]),
    `Asked by ${request.askedBy}${request.onBehalfOf === null ? '' : ` for ${request.onBehalfOf}`} on ${localDay(facts, request.askedAt)}${beforeText(facts, request)}.`,
    ...(item ? [standText(facts, item, request)] : []),
    ...request.recommendations.map(
      ({ bodyName, text }): Text => [`The ${bodyName} `, ...recommendationWords(text), '.'],
    ),
  ]
  return [
    paragraph(strong(`${request.request}: ${request.ref} ${item?.title ?? ''}`)),
    paragraph(askText(request, item)),
    { kind: 'list', items },
  ]
}

/** Whether the request was already open at the body's previous meeting. */
export function isFromBefore({ period }: Facts, { askedAt }: RequestFacts): boolean {
  return period.from !== null && askedAt <= period.from
}

/** Whether the previous meeting had it too, and how often it was deferred. */
function beforeText(facts: Facts, request: RequestFacts): string {
  const { deferred, deferrals = [] } = request
  const previous = facts.meeting?.previous ?? null
  const waits =
    isFromBefore(facts, request) && previous !== null
      ? `; it stood before the meeting of ${shortDay(previous)} too`
      : ''
  const last = deferrals.at(-1)
  if (!last) return `${waits}${deferred ? '; deferred before' : ''}`
  const times = deferrals.length === 1 ? 'once' : count(deferrals.length, 'time')
  const when = last.meetingDay === null ? localDay(facts, last.at) : shortDay(last.meetingDay)
  return `${waits}; deferred ${times}, ${deferrals.length === 1 ? '' : 'last '}by the ${last.bodyName} on ${when}`
}

function askText(asked: RequestFacts, item: ItemFacts | undefined): string {
  if (asked.kind === 'change') return `Change to the plan: ${askedWords(asked)}.`
  const date = asked.kind === 'sign-off' ? undefined : askedDate(asked)
  if (!date) return 'Sign-off is asked for.'
  const instead = item && item.dueDate !== null ? ` instead of ${dueOf(item)}` : ''
  return `The date ${shownDay(date)} is asked for${instead}.`
}

/** How the item stands, and how often its date has moved. */
function standText(facts: Facts, item: ItemFacts, { kind }: RequestFacts): Text {
  const late = item.daysOverdue === null ? '' : `, ${overdueWords(item)}`
  const times = item.revisions.filter(({ ambiguous }) => !ambiguous).length
  const moved =
    kind !== 'date'
      ? ''
      : times === 0
        ? ', never re-dated'
        : `, re-dated ${times === 1 ? 'once' : count(times, 'time')} before`
  const missing: Inline = item.outstanding.includes('evidence') ? ', evidence outstanding' : ''
  return ['Now ', ...positionOf(facts, item), late, moved, missing, '.']
}

/** Every request before this body as a resolution to adopt: its decisions, then its recommendations. */
export function resolutions(facts: Facts): readonly string[] {
  const { name } = facts.body
  return [
    ...toDecide(facts).map((request) => wording(facts, request)),
    ...toRecommendOn(facts).map((request) => `The ${name} recommends ${verbs(facts, request).adopting}.`),
  ]
}

function wording(facts: Facts, request: RequestFacts): string {
  return `The ${facts.body.name} ${verbs(facts, request).adopts}.`
}

function verbs(
  { scale, meeting, day }: Facts,
  { kind, ref, toDay, askedBy, change }: RequestFacts,
): { readonly adopts: string; readonly adopting: string } {
  const final = scale.find((rating) => rating.final)
  const both = (adopts: string, adopting: string, what: string) => ({
    adopts: `${adopts} ${what}`,
    adopting: `${adopting} ${what}`,
  })
  if (change) return both('agrees to', 'agreeing to', change.text)
  if (kind === 'sign-off' || toDay === null) {
    const definition = final
      ? `: ${final.definition.charAt(0).toLowerCase()}${final.definition.slice(1)}`
      : ''
    return both('signs off', 'signing off', `${ref} as ${final?.label ?? 'complete'}${definition}`)
  }
  if (toDay < (meeting?.day ?? day)) {
    const what = `${longDay(toDay)}, which will have passed, and`
    return {
      adopts: `declines ${what} asks ${askedBy} for another date for ${ref}`,
      adopting: `declining ${what} asking ${askedBy} for another date for ${ref}`,
    }
  }
  return both('agrees', 'agreeing', `${longDay(toDay)} as the new date for ${ref}`)
}
