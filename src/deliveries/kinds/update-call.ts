import type { PlanModel } from '../../../data/plans.ts'
import { seenNow } from '../../../data/trail-since.ts'
import { answerable } from '../../domain/authority.ts'
import { count, listed, longDay, moment } from '../../domain/format.ts'
import type { ItemStatus } from '../../domain/item-status.ts'
import { itemRefs } from '../../lookup/items.ts'
import {
  type Block,
  type Button,
  buttons,
  context,
  heading,
  type Message,
  paragraph,
  strong,
  type Text,
  typed,
} from '../../message.ts'
import { dueCell, needsText, shortPosition } from '../../status/item-text.ts'
import { type Composed, type Composing, toPerson } from '../composition.ts'
import { coordinators } from '../recipients.ts'
import { type OwedUpdate, readWhoToAsk, type WhoToAsk } from '../who-to-ask.ts'
import { askedByMail, isToldByMail, reminderByMail } from './reminder-by-mail.ts'

/** How many items get a button: more would fill a phone's screen. */
const MOST_BUTTONS = 5

/** Plans a message for each person who owes an update; for one person, composes it. */
export async function collect(composing: Composing): Promise<Composed> {
  const seen = await seenNow(composing.db)
  const toAsk = await readWhoToAsk(composing)
  const { personId } = composing.delivery
  if (personId === null) {
    return {
      kind: 'step',
      follow: [...toAsk.byPerson.keys()].map((id) =>
        toPerson(composing, { personId: id, posts: postsOf(toAsk, id) }),
      ),
    }
  }
  const own = owedBy(composing, toAsk)
  if (own.length === 0) return { kind: 'nothing', outcome: 'nothing needs an update any more' }
  if (isToldByMail(toAsk, personId)) return reminderByMail(composing, { own, ...toAsk, line: lineOf })
  const { body } = composing
  return asked(composing, own, {
    seen,
    title: `Your update for the ${body.name}`,
    lead: `${capitalCount(own.length)} of yours ${own.length === 1 ? 'needs' : 'need'} a word before the ${body.name} of ${longDay(composing.meeting.day)}.`,
  })
}

/** Asks those who have said nothing once more, and tells the coordinator who they are. */
export async function chase(composing: Composing): Promise<Composed> {
  const seen = await seenNow(composing.db)
  const toAsk = await readWhoToAsk(composing)
  const { personId } = composing.delivery
  if (personId === null) {
    const mailed = await askedByMail(composing, toAsk)
    const silent = silentPeople(toAsk).filter(([id]) => !mailed.includes(id))
    if (silentPeople(toAsk).length === 0) return { kind: 'nothing', outcome: 'everybody has answered' }
    return {
      kind: 'step',
      follow: [
        ...silent.map(([id]) => toPerson(composing, { personId: id, posts: postsOf(toAsk, id) })),
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
  const own = owedBy(composing, toAsk).filter(({ isSilent }) => isSilent)
  if (own.length === 0) return { kind: 'nothing', outcome: 'everything was answered' }
  if (isToldByMail(toAsk, personId)) return reminderByMail(composing, { own, ...toAsk, line: lineOf })
  return asked(composing, own, {
    seen,
    title: 'Still nothing from you',
    lead: `Nothing has been said this period of ${count(own.length, 'item')} of yours. The ${composing.body.name} would be told so.`,
  })
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

/** The roles for which a person is asked. */
function postsOf({ roles }: WhoToAsk, personId: number): readonly string[] {
  return roles.filter(({ people }) => people.includes(personId)).map(({ role }) => role.code)
}

function asked(
  { model, steps }: Composing,
  own: readonly OwedUpdate[],
  { title, lead, seen }: { title: string; lead: string; seen: string },
): Composed {
  const { timeZone } = model.plan
  const statuses = own.map(({ status }) => status)
  const message: Message = {
    summary: lead,
    blocks: [
      heading(title),
      paragraph(lead, ` Figures are stored on ${moment(steps.cutOff, timeZone)}.`),
      { kind: 'list', items: statuses.map(line) },
      buttons(...answers(statuses, seen)),
      context(
        'Or say it in a line: ',
        typed(`update ${statuses[0]?.item.ref} amber and why`),
        '. Away? ',
        typed('quiet until Friday week'),
      ),
    ],
  }
  return { kind: 'message', message, subject: { refs: statuses.map(({ item }) => item.ref) } }
}

function lineOf({ status }: OwedUpdate): Text {
  return line(status)
}

function line(status: ItemStatus): Text {
  const needs = needsText(status) || 'an update'
  return [
    strong(status.item.ref),
    ` ${status.item.title}: `,
    shortPosition(status.position),
    `, due ${dueCell(status)}. Needs: ${needs}.`,
  ]
}

function answers(statuses: readonly ItemStatus[], seen: string): readonly Button[] {
  const [first, ...more] = statuses.slice(0, MOST_BUTTONS).map(({ item }) => item.ref)
  if (first === undefined) return []
  const all = statuses.map(({ item }) => item.ref)
  return [
    ...[first, ...more].map((ref) => ({
      label: `Update ${ref}`,
      line: `update ${ref}`,
      opens: 'form' as const,
    })),
    ...(all.length > 1
      ? [{ label: `No change to all ${all.length}`, line: `confirm ${all.join(', ')}`, seen }]
      : [{ label: 'No change', line: `confirm ${first}`, seen }]),
  ]
}

function capitalCount(number: number): string {
  return number === 1 ? 'One item' : `${number} items`
}

/** "Asked again: 4 people. Nothing this period on 12 of 41 unfinished." */
function copy({ model, body, meeting }: Composing, toAsk: WhoToAsk, mailed: readonly number[]): Message {
  const silent = silentPeople(toAsk).map(([id]) => id)
  const people = silent.filter((id) => !mailed.includes(id)).length
  const of = `ahead of the ${body.name} of ${longDay(meeting.day)}`
  const did =
    people === 0 ? `Nobody was asked again ${of}` : `Asked again ${of}: ${count(people, 'person', 'people')}`
  const lead = `${did}. Nothing this period on ${toAsk.silent} of ${toAsk.of} unfinished.`
  const record = context('To record something for them: ', typed('update <ref> <rating> via call <note>'))
  const once = silent.filter((id) => mailed.includes(id)).map((id) => nameOf(toAsk, id))
  const notAgain =
    once.length === 0 ? [] : [paragraph(`Reminded once by e-mail, and not asked again: ${listed(once)}.`)]
  return {
    summary: lead,
    blocks: [paragraph(lead), ...silentBlocks(toAsk, model), ...notAgain, record],
  }
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

function silentPeople({ byPerson }: WhoToAsk): readonly (readonly [number, readonly OwedUpdate[]])[] {
  return [...byPerson].filter(([, own]) => own.some(({ isSilent }) => isSilent))
}
