import { listActionsArising } from '../../data/actions-arising.ts'
import { countQuestions } from '../../data/conversations.ts'
import { readItemStatuses } from '../../data/item-status.ts'
import { listMeetings } from '../../data/meetings.ts'
import type { Person } from '../../data/people.ts'
import { listOpenRequests } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import { inOrder } from '../domain/day.ts'
import { concerns } from '../domain/filter.ts'
import { listed, longDay, shortDay } from '../domain/format.ts'
import { ancestorsOf } from '../domain/hierarchy.ts'
import type { Role } from '../domain/plan.ts'
import { decidingBody } from '../domain/request.ts'
import { itemRefs } from '../lookup/items.ts'
import type { Fact } from '../message.ts'
import { heldBy, holdersNamed } from './holders.ts'

/** All that hangs on a post whose holder goes: items, requests, actions, a board's office, open questions; and who answers. */
export async function whatHangsOn(
  context: Context,
  { role, leaving, ending = [role] }: Going,
): Promise<readonly Fact[]> {
  const questions = ending[0] === role ? await lapsing(context, { leaving, ending }) : 0
  const facts: readonly Fact[] = [
    ...(await itemFacts(context, role)),
    ...(await requestFacts(context, { role, leaving })),
    { label: 'Actions arising', value: await actionsOf(context, role) },
    { label: 'Office', value: await officeOf(context, role) },
    { label: 'Open questions', value: questions === 0 ? '' : `${questions}, which lapse` },
    { label: 'Meanwhile', value: meanwhile(context, { role, leaving }) },
    { label: 'Questions go to', value: questionsGoTo(context, { role, leaving }) },
  ]
  return facts.filter(({ value }) => value !== '')
}

interface Going {
  readonly role: Role
  readonly leaving: readonly Person[]
  /** All roles that they leave now: what hangs on the person is told with the first. */
  readonly ending?: readonly Role[]
}

/** How many questions wait for people who have no part in the plan any more. Who keeps another role can still answer. */
async function lapsing(
  { db, model, now, assignments }: Context,
  { leaving, ending }: Pick<Going, 'leaving'> & { readonly ending: readonly Role[] },
): Promise<number> {
  const codes = ending.map(({ code }) => code)
  const gone = leaving.filter(
    ({ id }) => !assignments.some((each) => each.personId === id && !codes.includes(each.roleCode)),
  )
  return countQuestions(db, { planId: model.plan.id, people: gone.map(({ id }) => id), now })
}

async function itemFacts(context: Context, { code }: Role): Promise<readonly Fact[]> {
  const { db, model, today } = context
  const statuses = [...(await readItemStatuses(db, model, { today })).values()].filter(
    ({ item, position }) =>
      item.place !== 'rolled-up' &&
      position.state !== 'complete' &&
      concerns(item, model.items, { roles: [code] }),
  )
  const overdue = statuses.filter(({ daysOverdue }) => daysOverdue !== null)
  const [next] = statuses
    .flatMap(({ due }) => (due.current && due.current.on >= today ? [due.current.on] : []))
    .sort(inOrder)
  const refs = (all: typeof statuses) =>
    itemRefs(
      all.map(({ item }) => item),
      model.items,
    )
  return [
    { label: 'Answers for', value: statuses.length === 0 ? '' : refs(statuses) },
    { label: 'Overdue', value: overdue.length === 0 ? '' : refs(overdue) },
    {
      label: 'Next due',
      value: statuses.length === 0 ? '' : next === undefined ? 'nothing has a day to come' : longDay(next),
    },
  ]
}

/** Requests that the leavers asked for, and those that their board decides. */
async function requestFacts(
  { db, model }: Context,
  { role, leaving }: { readonly role: Role; readonly leaving: readonly Person[] },
): Promise<readonly Fact[]> {
  const open = await listOpenRequests(db, model.plan.id)
  const numbers = (all: typeof open) => listed(all.map(({ number }) => `R${number}`))
  const own = open.filter(({ askedBy }) => leaving.some(({ id }) => id === askedBy))
  const forThem = open.filter(
    (request) => role.kind === 'chair' && decidingBody(model.plan.policies, request) === role.bodyCode,
  )
  return [
    { label: 'Asked for by them', value: numbers(own) },
    { label: 'For their board to decide', value: numbers(forThem) },
  ]
}

async function actionsOf({ db, model }: Context, { code }: Role): Promise<string> {
  const actions = await listActionsArising(db, model.plan.id)
  return listed(
    actions
      .filter(({ owner, doneAt }) => owner === code && doneAt === null)
      .map(({ number }) => `action ${number}`),
  )
}

async function officeOf({ db, model, today }: Context, { title, bodyCode }: Role): Promise<string> {
  const body = model.bodies.find(({ code }) => code === bodyCode)
  if (!body) return ''
  const [next] = (await listMeetings(db, model.plan.id, { from: today })).filter(
    ({ bodyId, state }) => bodyId === body.id && state !== 'cancelled',
  )
  return `${title}${next ? `; it sits next on ${shortDay(next.day)}` : ''}`
}

/** Whom to ask about an officer's items while nobody holds the role: who leads what these are part of, or else the coordinator. */
function questionsGoTo(context: Context, { role, leaving }: Going): string {
  const rest = without(context, leaving)
  if (role.kind !== 'officer' || heldBy(rest, role.code) !== '') return ''
  const { items } = context.model
  const own = items.filter((item) => concerns(item, items, { roles: [role.code] }))
  const around = own.flatMap((item) =>
    ancestorsOf(item, items).flatMap(({ leads, owners }) => [...leads, ...owners]),
  )
  const named = [...new Set(around)].filter((code) => code !== role.code && heldBy(rest, code) !== '')
  if (own.length === 0) return ''
  return listed(named.map((code) => `${code} (${heldBy(rest, code)})`)) || 'you, until somebody is named'
}

/** Without those who leave. */
function without(context: Context, leaving: readonly Person[]): Context {
  return { ...context, people: context.people.filter(({ id }) => !leaving.some((each) => each.id === id)) }
}

/** Who answers now: those who hold it too, who stands in, a deputy; or nobody, so that the coordinator hears of what is due. */
function meanwhile(
  context: Context,
  { role, leaving }: { readonly role: Role; readonly leaving: readonly Person[] },
): string {
  const rest = without(context, leaving)
  const held = heldBy(rest, role.code)
  if (held !== '')
    return `${held} ${held.includes(' and ') ? 'answer' : 'answers'} for it and ${held.includes(' and ') ? 'are' : 'is'} asked`
  const deputies = role.kind === 'chair' ? holdersNamed(context, `deputy:${role.bodyCode}`) : []
  if (deputies.length > 0) return `the deputy, ${listed(deputies.map(({ name }) => name))}, may act`
  if (role.kind !== 'officer') return 'nobody until somebody is named'
  return 'nobody is asked until somebody is named; before each meeting you are told in one line what waits'
}
