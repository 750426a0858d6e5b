import { listChannels } from '../../data/channels.ts'
import { listDeliveries } from '../../data/deliveries.ts'
import { listLinkRequests } from '../../data/link-requests.ts'
import { listOpenRequests } from '../../data/requests.ts'
import type { Context } from '../command.ts'
import { described } from '../deliveries/alerts.ts'
import { owningRoles } from '../deliveries/recipients.ts'
import { isToCome, isUndecided } from '../domain/delivery.ts'
import { capitalised, count, listed, moment } from '../domain/format.ts'
import { type Block, heading, type Text, typed } from '../message.ts'
import { holdersNamed } from './holders.ts'

/** How far ahead a digest is said to be due. */
const DAYS_AHEAD_MS = 14 * 86_400_000

/** What waits for the coordinator: requests, messages, boards without a channel, digests due, roles nobody holds. */
export async function waitingForCoordinator(context: Context): Promise<readonly Text[]> {
  const { db, model, now } = context
  const { plan, bodies } = model
  const links = (await listLinkRequests(db)).length
  const deliveries = await listDeliveries(db, plan.id)
  const troubled = deliveries.filter(isUndecided).length
  const channels = await listChannels(db, plan.id)
  const unbound = bodies.filter(({ id }) => !channels.some(({ bodyId }) => bodyId === id))
  const due = deliveries.find(
    (each) =>
      each.kind === 'digest' &&
      each.page === 1 &&
      isToCome(each) &&
      Date.parse(each.dueAt) < now.getTime() + DAYS_AHEAD_MS,
  )
  const vacant = owningRoles(model).filter(({ code }) => holdersNamed(context, code).length === 0)
  return [
    ...(links > 0 ? [[`${count(links, 'person', 'people')} to be linked: `, typed('links')]] : []),
    ...(troubled > 0
      ? [[`${count(troubled, 'message')} that did not go out or may not have arrived: `, typed('deliveries')]]
      : []),
    ...(unbound.length > 0
      ? [[`Told in no channel: ${listed(unbound.map(({ name }) => name))}: `, typed('channels')]]
      : []),
    ...(due
      ? [
          [
            `${capitalised(described(due, model))}, due on ${moment(new Date(due.dueAt), plan.timeZone)}: `,
            typed('deliveries'),
          ],
        ]
      : []),
    ...(vacant.length > 0
      ? [[`${count(vacant.length, 'role')} that nobody is named for: `, typed('people')]]
      : []),
  ]
}

/** How a new coordinator is greeted. */
export async function greeting(context: Context): Promise<readonly Block[]> {
  const requests = await listOpenRequests(context.db, context.model.plan.id)
  const waiting: readonly Text[] = [
    ...(await waitingForCoordinator(context)),
    ...(requests.length > 0
      ? [[`${count(requests.length, 'request')} to be decided: `, typed('requests')]]
      : []),
  ]
  return waiting.length === 0 ? [] : [heading('What waits for you'), { kind: 'list', items: waiting }]
}
