import { listActionsArising } from '../../../data/actions-arising.ts'
import type { PlanModel } from '../../../data/plans.ts'
import { seenNow } from '../../../data/trail-since.ts'
import { answerable } from '../../domain/authority.ts'
import { count, listed, longDay } from '../../domain/format.ts'
import { itemRefs } from '../../lookup/items.ts'
import {
  type Block,
  buttons,
  context,
  type Message,
  paragraph,
  strong,
  type Text,
  typed,
} from '../../message.ts'
import { actionLine, doersOf, doneButton } from '../../status/actions-arising.ts'
import { type Composed, type Composing, toPerson } from '../composition.ts'
import { coordinators } from '../recipients.ts'
import {
  type OwedUpdate,
  postsOf,
  readWhoToAsk,
  silentPeople,
  toBeCalled,
  type WhoToAsk,
} from '../who-to-ask.ts'
import type { Call } from './call-message.ts'
import { told } from './calls-together.ts'
import { didTheyMeet } from './did-they-meet.ts'
import { askedByMail } from './reminder-by-mail.ts'

type Nothing = Extract<Composed, { kind: 'nothing' }>

/** Plans a message for each person who owes an update; for one person, composes it. */
export async function collect(composing: Composing): Promise<Composed> {
  if (composing.delivery.personId !== null) return told(composing, callOf)
  const toAsk = await readWhoToAsk(composing)
  return { kind: 'step', follow: calls(composing, toAsk) }
}

/** Asks those who have said nothing once more, and tells the coordinator who they are. */
export async function chase(composing: Composing): Promise<Composed> {
  if (composing.delivery.personId !== null) return told(composing, callOf)
  const toAsk = await readWhoToAsk(composing)
  const unanswered = await didTheyMeet(composing, coordinators(toAsk.recipients, composing.model))
  if (silentPeople(toAsk).length === 0)
    return unanswered.length > 0
      ? { kind: 'step', follow: unanswered }
      : { kind: 'nothing', outcome: 'everybody has answered' }
  const mailed = await askedByMail(composing, toAsk)
  return {
    kind: 'step',
    follow: [
      ...unanswered,
      ...calls(composing, toAsk, mailed),
      ...coordinators(toAsk.recipients, composing.model).map((id) =>
        toPerson(
          composing,
          { personId: id, posts: ['coordinator'] },
          {
            key: `${composing.delivery.key}:copy:${id}`,
            kind: 'notice',
            payload: JSON.stringify(copy(composing, toAsk, mailed)),
          },
        ),
      ),
    ],
  }
}

function calls(composing: Composing, toAsk: WhoToAsk, without: readonly number[] = []) {
  return toBeCalled(composing.delivery.kind, toAsk)
    .filter((id) => !without.includes(id))
    .map((id) => toPerson(composing, { personId: id, posts: postsOf(toAsk, id) }))
}

/** What one person is asked for, as it stands now. */
async function callOf(composing: Composing): Promise<Call | Nothing> {
  const seen = await seenNow(composing.db)
  const toAsk = await readWhoToAsk(composing)
  const own = owedBy(composing, toAsk)
  const call =
    composing.delivery.kind === 'chase'
      ? secondCall(
          composing,
          own.filter(({ isSilent }) => isSilent),
          seen,
        )
      : firstCall(composing, own, seen)
  return call.kind === 'call' ? { ...call, actions: await actionsOf(composing, toAsk) } : call
}

function firstCall(composing: Composing, own: readonly OwedUpdate[], seen: string): Call | Nothing {
  if (own.length === 0) return { kind: 'nothing', outcome: 'nothing needs an update any more' }
  const { body, meeting } = composing
  return {
    kind: 'call',
    composing,
    seen,
    statuses: own.map(({ status }) => status),
    title: `Your update for the ${body.name}`,
    lead: `${capitalCount(own.length)} of yours ${own.length === 1 ? 'needs' : 'need'} a word before the ${body.name} of ${longDay(meeting.day)}.`,
  }
}

function secondCall(composing: Composing, own: readonly OwedUpdate[], seen: string): Call | Nothing {
  if (own.length === 0) return { kind: 'nothing', outcome: 'everything was answered' }
  return {
    kind: 'call',
    composing,
    seen,
    statuses: own.map(({ status }) => status),
    title: 'Still nothing from you',
    lead: `Nothing has been said this period of ${count(own.length, 'item')} of yours. The ${composing.body.name} would be told so.`,
  }
}

/** What the person still owes for the posts that they are asked for. */
function owedBy(
  { delivery: { personId, subject }, model }: Composing,
  toAsk: WhoToAsk,
): readonly OwedUpdate[] {
  const { posts } = subject
  const all = toAsk.byPerson.get(personId ?? 0) ?? []
  if (posts === undefined) return all
  return all.filter(({ status }) => answerable(status.item, model.items).some((code) => posts.includes(code)))
}

/** How many actions get a button. */
const MOST_BUTTONS = 5

/** What meetings asked of the person, and is not done. */
async function actionsOf(
  { db, model, delivery }: Composing,
  { recipients }: WhoToAsk,
): Promise<readonly Block[]> {
  const { assignments, contacts, today } = recipients
  const people = contacts.map(({ personId, name }) => ({ id: personId, name }))
  const own = (await listActionsArising(db, model.plan.id)).filter(
    (action) =>
      action.doneAt === null && doersOf({ assignments, people }, action).includes(delivery.personId ?? 0),
  )
  if (own.length === 0) return []
  return [
    paragraph(strong('And from meetings')),
    { kind: 'list', items: own.map((action) => actionLine(action, today)) },
    buttons(...own.slice(0, MOST_BUTTONS).map(doneButton)),
  ]
}

function capitalCount(number: number): string {
  return number === 1 ? 'One item' : `${number} items`
}

/** "Asked again: 4 people. Nothing this period on 12 of 41 unfinished." */
function copy({ model, body, meeting }: Composing, toAsk: WhoToAsk, mailed: readonly number[]): Message {
  const silent = silentPeople(toAsk).map(([id]) => id)
  const people = silent.filter((id) => !mailed.includes(id)).length
  const ahead = `ahead of the ${body.name} of ${longDay(meeting.day)}`
  const again =
    people === 0
      ? `Nobody was asked again ${ahead}`
      : `Asked again ${ahead}: ${count(people, 'person', 'people')}`
  const lead = `${again}. Nothing this period on ${toAsk.silent} of ${toAsk.of} unfinished.`
  const record = context('To record something for them: ', typed('update <ref> <rating> via call <note>'))
  const once = silent.filter((id) => mailed.includes(id)).map((id) => nameOf(toAsk, id))
  const notAgain =
    once.length === 0 ? [] : [paragraph(`Reminded once by e-mail, and not asked again: ${listed(once)}.`)]
  return { summary: lead, blocks: [paragraph(lead), ...silentBlocks(toAsk, model), ...notAgain, record] }
}

/** Who has said nothing in this reporting period, and about which items. */
export function silentBlocks(toAsk: WhoToAsk, { items }: Pick<PlanModel, 'items'>): readonly Block[] {
  const silent = silentPeople(toAsk)
  if (silent.length === 0) return []
  return [
    {
      kind: 'list',
      items: silent.map(([id, own]): Text => {
        const refs = own.filter(({ isSilent }) => isSilent).map(({ status }) => status.item)
        return [strong(nameOf(toAsk, id)), `: ${itemRefs(refs, items)}`]
      }),
    },
  ]
}

function nameOf({ recipients }: WhoToAsk, id: number): string {
  return recipients.contacts.find(({ personId }) => personId === id)?.name ?? ''
}
