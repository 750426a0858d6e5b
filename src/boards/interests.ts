import { listBoardEntries } from '../../data/board-entries.ts'
import { listDecisionsAt } from '../../data/requests.ts'
import type { Context, Outcome } from '../command.ts'
import { type EntryOf, ofKind } from '../domain/board-entries.ts'
import { listed } from '../domain/format.ts'
import { officeNamed } from '../domain/offices.ts'
import type { Item } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { itemOf } from '../lookup/items.ts'
import { paragraph, said, sentence, context as smallPrint } from '../message.ts'
import { doersOf } from '../status/actions-arising.ts'
import { keepEntry } from './keep-entry.ts'
import { type Sitting, sittingText } from './sitting.ts'

interface Declared {
  readonly refs: readonly string[]
  /** A post, a name, or "chair" and "deputy" for the board's own. */
  readonly who: string
  readonly left: boolean
  readonly nature: string
  readonly chaired: string | undefined
}

/**
 * Records who declared an interest in an item at a sitting, what kind, and whether they left the room.
 * @throws UserError if whoever left would be recorded as chairing or deciding the item
 */
export async function declareInterest(
  context: Context,
  sitting: Sitting,
  { refs, who: spoken, left, nature, chaired }: Declared,
): Promise<Outcome> {
  const { body } = sitting
  const who = postOf(context, sitting, spoken)
  const personIds = doersOf(context, { owner: who })
  const isChair =
    who === `chair:${body.code}` || personIds.some((id) => holds(context, id, `chair:${body.code}`))
  const items = refs.map((ref) => itemOf(context, ref))
  const chair = chaired === undefined ? undefined : postOf(context, sitting, chaired)
  const name = nameOf(context, who)
  if (left && isChair && chair === undefined) return whoChaired(sitting, { refs, who: spoken, nature })
  if (chair !== undefined)
    await checkChair(context, sitting, { items, chair, leaving: left ? who : undefined })
  for (const item of items) {
    await keepEntry(context, sitting, {
      kind: 'interest',
      item,
      details: {
        who: name,
        personIds,
        left,
        nature,
        chaired: chair === undefined ? null : nameOf(context, chair),
      },
    })
  }
  const what = listed(items.map(({ ref }) => ref))
  const room = left ? 'left the room' : 'stayed in the room'
  const took =
    chair === undefined
      ? ''
      : ` ${nameOf(context, chair)} took the chair for ${items.length === 1 ? 'it' : 'them'}.`
  return {
    message: sentence(
      `Recorded: ${name} declared an interest in ${what} at ${sittingText(sitting)} and ${room}.${took}`,
      paragraph('Interest: ', said(nature)),
      ...(await decidedAlready(context, sitting, items)),
    ),
    changes: items.map(({ ref }) => ({ ref, field: 'interest', from: null, to: name })),
  }
}

/** "the chair" is that of the sitting's board. */
function postOf({ model }: Context, { body }: Sitting, spoken: string): string {
  const plain = spoken.trim().toLowerCase().replace(/^the /, '')
  if (/^(?:chair|deputy)(?: chair)?$/.test(plain))
    return `${plain.startsWith('deputy') ? 'deputy' : 'chair'}:${body.code}`
  return officeNamed(spoken, model.roles, model.bodies)?.code ?? spoken
}

function nameOf({ model, assignments, people }: Context, who: string): string {
  const role = model.roles.find(({ code }) => code === who)
  if (!role) return who
  const holders = assignments
    .filter(({ roleCode }) => roleCode === who)
    .flatMap(({ personId }) => people.find(({ id }) => id === personId)?.name ?? [])
    .filter((name) => name !== who)
  return holders.length === 0 ? role.title : listed(holders)
}

function holds({ assignments }: Context, id: number, roleCode: string): boolean {
  return assignments.some((each) => each.personId === id && each.roleCode === roleCode)
}

/** Whoever left the room did not chair what was decided meanwhile. */
async function checkChair(
  context: Context,
  sitting: Sitting,
  { items, chair, leaving }: { items: readonly Item[]; chair: string; leaving: string | undefined },
): Promise<void> {
  const ids = doersOf(context, { owner: chair })
  const name = nameOf(context, chair)
  const before = await interestsAt(context, sitting)
  const out = items.find((item) =>
    before.some(
      ({ itemId, details }) =>
        itemId === item.id &&
        details.left &&
        (details.who === name || details.personIds.some((id) => ids.includes(id))),
    ),
  )
  if (out === undefined && chair !== leaving) return
  throw new UserError(
    'refused',
    `${name} declared an interest in ${out?.ref ?? listed(items.map(({ ref }) => ref))} and left the room, so somebody else took the chair. Nothing was recorded. Say who did.`,
  )
}

async function interestsAt(
  { db, model }: Context,
  { meeting }: Sitting,
): Promise<readonly EntryOf<'interest'>[]> {
  return ofKind(
    await listBoardEntries(db, model.plan.id, { kinds: ['interest'], meetingId: meeting.id }),
    'interest',
  )
}

function whoChaired(
  { body, meeting }: Sitting,
  { refs, who, nature }: Pick<Declared, 'refs' | 'who' | 'nature'>,
): Outcome {
  const text = `Who took the chair for ${listed(refs)} while the chair was out of the room?`
  const line = (chair: string) =>
    `interest in ${refs.join(', ')} by ${who} left chaired by ${chair} at ${body.code} of ${meeting.day} ${nature}`
  return {
    message: sentence(
      text,
      smallPrint('Whoever left cannot be recorded as chairing what was decided meanwhile.'),
    ),
    waits: true,
    question: {
      text,
      options: [{ label: 'The deputy chair', line: line('deputy') }],
      answerLine: line('{answer}'),
    },
  }
}

/** What is recorded as decided on the items stands: nobody who left took part in it. */
async function decidedAlready(
  { db, model }: Context,
  { meeting }: Sitting,
  items: readonly Item[],
): Promise<readonly ReturnType<typeof smallPrint>[]> {
  const ids = items.map(({ id }) => id)
  const taken = (await listDecisionsAt(db, model.plan.id, meeting.id)).filter(({ itemId }) =>
    ids.includes(itemId),
  )
  if (taken.length === 0) return []
  const numbers = listed([...new Set(taken.map(({ number }) => `R${number}`))])
  return [smallPrint(`It stands beside what was decided there: ${numbers}.`)]
}
