import { saveDelivery, withdrawNotices } from '../../data/deliveries.ts'
import { renewStamp } from '../../data/item-changes.ts'
import { endRestriction, saveRestriction, takeBackHolding } from '../../data/restrictions.ts'
import type { Context, Outcome } from '../command.ts'
import { pressable } from '../deliveries/pressable.ts'
import { answerable } from '../domain/authority.ts'
import { instantOf } from '../domain/day.ts'
import { count, listed, longDay } from '../domain/format.ts'
import { familyOf } from '../domain/hierarchy.ts'
import { RESTRICTED_PAGE } from '../domain/page-address.ts'
import type { Item } from '../domain/plan.ts'
import { plainReference } from '../domain/reference.ts'
import { type Restriction, readersOf, restrictionTitle } from '../domain/restriction.ts'
import { UserError } from '../errors.ts'
import { itemOf } from '../lookup/items.ts'
import { readableIn } from '../lookup/restricted.ts'
import { link, paragraph, sentence, context as smallPrint, typed } from '../message.ts'

/**
 * Restricts an item and all below it.
 * @throws UserError where others would read that, or if an owner would say that it is exempt
 */
export async function markRestricted(
  context: Context,
  ref: string,
  restriction: Restriction,
): Promise<Outcome> {
  checkAlone(context)
  const { model, now, speaker } = context
  const item = itemOf(context, ref)
  if (restriction.kind === 'exempt') checkOfficer(context, item, restriction.officer)
  const [, ...below] = familyOf(item, model.items)
  const restrictionId = await saveRestriction(context.writing(), model.plan.id, {
    itemId: item.id,
    below: below.map(({ id }) => id),
    restriction,
    personId: speaker.personId,
    now,
  })
  const told = await takeBackHolding(
    context.writing(),
    model.plan.id,
    [item, ...below].map(({ title }) => title),
  )
  await askAgain(context, restrictionId, restriction)
  await renewStamp(context.writing(), model.plan.id, now)
  await context.trail({ action: 'restrict', ref: item.ref, before: null, after: restriction })
  const readers = readersOf(restriction, answerable(item, model.items))
  const { until } = restriction
  return {
    message: sentence(
      `${restrictionTitle(restriction)}: ${item.ref}${below.length > 0 ? ` and the ${count(below.length, 'item')} below it` : ''}.`,
      paragraph(
        `${listed(readers)} and the coordinator read it on the web page, signed in. It is in no chat, e-mail, list, search, picture, digest, paper or count any more, for anybody.`,
      ),
      paragraph(
        restriction.isKnown
          ? 'Others are told that one item is not shown to them, and nothing else.'
          : 'Others are told nothing of it, not even that there is such an item.',
      ),
      ...(told.length > 0
        ? [
            paragraph(
              `It was told before, in ${count(told.length, 'message')} (${told.map((number) => `#${number}`).join(', ')}): these stay where they arrived. Take them down by hand, and ask for paper and e-mail copies back.`,
            ),
          ]
        : []),
      smallPrint(
        until === null
          ? 'It stays so until you end it: '
          : `You are asked on ${longDay(until)} whether it still is; it never ends by itself. To end it: `,
        typed(`unrestrict ${item.ref} because <reason>`),
      ),
    ),
  }
}

/** Ends the restriction of an item. */
export async function endRestricted(context: Context, name: string, reason: string): Promise<Outcome> {
  checkAlone(context)
  const { db, model, now, speaker } = context
  const all = await readableIn(db, { model, speaker })
  const wanted = plainReference(name)
  const found = all.find(({ items }) => items.some(({ ref }) => plainReference(ref) === wanted))
  const [item] = found?.items ?? []
  if (!found || !item)
    throw new UserError('unknown', `No restriction of ${name} is known. Those that hold: restricted`, [
      'restricted',
    ])
  if (plainReference(item.ref) !== wanted)
    throw new UserError(
      'conflict',
      `${name} is restricted with ${item.ref}, which it belongs to. To end that: unrestrict ${item.ref} because <reason>`,
    )
  await withdrawNotices(context.writing(), model.plan.id, aboutRestriction(found.id))
  await endRestriction(context.writing(), found.id, { now, personId: speaker.personId, reason })
  await renewStamp(context.writing(), model.plan.id, now)
  await context.trail({
    action: 'unrestrict',
    ref: item.ref,
    before: found.restriction,
    after: { reason },
  })
  return {
    message: sentence(
      `${item.ref} is not restricted any more: everybody who reads the plan reads it, with all that was said of it meanwhile.`,
    ),
  }
}

/** Plans the question whether it still is, for the morning of the day. It names nothing. */
async function askAgain(context: Context, id: number, { until }: Restriction): Promise<void> {
  if (until === null) return
  const { model, assignments, web, commands } = context
  const coordinator = model.roles.find(({ kind }) => kind === 'coordinator')
  const [text, where] = [
    'A restriction was to be looked at by today. Is it still needed? Until you end it, it stays.',
    web === null ? [] : [smallPrint(link('What is restricted', `${web}${RESTRICTED_PAGE}`))],
  ]
  for (const { personId } of assignments.filter(({ roleCode }) => roleCode === coordinator?.code)) {
    await saveDelivery(context.writing(), model.plan.id, {
      key: `notice:${aboutRestriction(id)}:${personId}`,
      kind: 'notice',
      personId,
      channel: null,
      subject: { posts: coordinator ? [coordinator.code] : [] },
      dueAt: instantOf(until, MORNING, model.plan.timeZone).toISOString(),
      payload: JSON.stringify(pressable(sentence(text, ...where), commands)),
    })
  }
}

const MORNING = '09:00'

function aboutRestriction(id: number): string {
  return `restriction ${id}`
}

function checkAlone({ place }: Context): void {
  if (place.isPrivate || place.isPage) return
  throw new UserError(
    'refused',
    'Say that to me alone, or on the web page: others read along here. Nothing was changed.',
  )
}

/** @throws UserError if whoever answers for the item would say that it is exempt */
function checkOfficer({ model, speaker }: Context, item: Item, officer: string): void {
  const owners = familyOf(item, model.items).flatMap((each) => answerable(each, model.items))
  if (owners.includes(officer))
    throw new UserError(
      'refused',
      `${officer} answers for ${item.ref}, and an owner never says that it is exempt. Name the proper officer. Nothing was changed.`,
    )
  const own = speaker.roles.find((code) => owners.includes(code))
  if (own !== undefined)
    throw new UserError(
      'refused',
      `You answer for ${item.ref} as ${own}, and an owner never says that it is exempt: somebody else who coordinates has to. Nothing was changed.`,
    )
}
