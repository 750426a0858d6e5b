import { z } from 'zod'
import { readItemStatuses } from '../data/item-status.ts'
import { beginsAt, findLastMeeting } from '../data/meetings.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { answerable } from '../src/domain/authority.ts'
import { addDays, endOfDay } from '../src/domain/day.ts'
import { concerns, filterWords } from '../src/domain/filter.ts'
import { count, longDay, shortDay } from '../src/domain/format.ts'
import { wordFor } from '../src/domain/hierarchy.ts'
import type { ItemStatus } from '../src/domain/item-status.ts'
import { endedText } from '../src/domain/plan-end.ts'
import { refsText } from '../src/domain/reference.ts'
import { findRating } from '../src/domain/scale.ts'
import { boundDay } from '../src/lookup/days.ts'
import { itemData, itemRefs } from '../src/lookup/items.ts'
import { columns, sentence, context as smallPrint } from '../src/message.ts'
import { NOBODY_YET } from '../src/people/holders.ts'
import { itemsIn } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'List who has not reported on which items since the last board, or since a day',
  topics: 'outstanding missing silent no update not updated chase who owes returns late reply',
  forms: [
    '[me] [<rating:rating-word>] [area] [role] [since <since>]',
    '[me] [<rating:rating-word>] [area] [role] [span]',
  ],
  questions: [
    'not reported',
    'not updated',
    'not been updated',
    "hasn't|haven't|hasnt|havent|didn't|never reported|updated|replied|responded|answered|submitted",
    "who hasn't|haven't|hasnt|havent",
    'who has|have not',
    'who not reported|updated|replied|responded|answered|submitted',
    'have not updated|reported',
    'not replied|responded|answered|submitted|heard',
    'who still owes|owe',
    'owes you|us an update|updates',
    'still waiting for|on updates|an',
    'updates|returns missing|outstanding',
    'who do need|have to chase',
    'need to be chased',
    'needs|need chasing',
    'without an update|updates',
    'no update|updates from|since',
    'no update|updates|news|word',
    'not|never been|had touched|heard|said|mentioned|looked',
    "hasn't|haven't|hasnt|havent been|had touched|heard|mentioned|looked|an|any",
  ],
  examples: ({ groups }) => ['unreported', ...groups.slice(0, 1).map(({ ref }) => `unreported ${ref}`)],
  arguments: z.object({
    me: z.literal(true).optional(),
    rating: z.string().optional(),
    area: z.string().optional(),
    role: z.string().optional(),
    since: z.object({ body: z.string().optional(), day: boundDay.optional() }).optional(),
    span: z.object({ from: z.string(), to: z.string() }).optional(),
  }),
  async run(context, { me, rating, area, role, since, span }) {
    const { plan, items, roles } = context.model
    const start = await startOf(context, { since: since?.day?.on ?? span?.from, body: since?.body })
    const filter = { within: area, role, roles: me ? context.speaker.roles : undefined }
    const all = await readItemStatuses(context.db, context.model, { today: context.today })
    const open = [...all.values()].filter(
      ({ item, position }) =>
        item.place === 'counted' &&
        concerns(item, items, filter) &&
        position.state !== 'complete' &&
        (rating === undefined || position.rating?.code === rating),
    )
    const silent = open.filter((status) => !isHeardSince(status, start.at))
    const { word, plural } = wordFor(itemsIn(open), plan)
    const rated = rating === undefined ? '' : ` rated ${findRating(plan.scale, rating).label}`
    const of = `${count(open.length, `open ${word}`, `open ${plural}`)}${rated}${filterWords(filter)}`
    if (silent.length === 0)
      return { message: sentence(`All of ${of} were reported on since ${start.words}.`) }
    const ended = endedText(plan, context.today)
    const text = `${ended === '' ? '' : `${ended} `}${silent.length} of ${of} ${silent.length === 1 ? 'was' : 'were'} not reported on since ${start.words}.`
    const rows = roles.flatMap((each) => {
      const own = silent.filter(({ item }) => answerable(item, items).includes(each.code))
      if (own.length === 0) return []
      return [
        [
          each.code,
          heldBy(context, each.code),
          itemRefs(
            own.map(({ item }) => item),
            items,
          ),
          lastHeard(own),
        ],
      ]
    })
    const unowned = silent.filter(({ item }) => answerable(item, items).length === 0)
    return {
      message: sentence(
        text,
        {
          kind: 'table',
          caption: 'Who has not reported',
          columns: columns('Role', 'Held by', 'Not reported on', 'Last heard'),
          rows,
        },
        ...(unowned.length > 0
          ? [
              smallPrint(
                `Nobody owns ${refsText(
                  unowned.map(({ item: { ref } }) => ({ ref, parent: null })),
                  [],
                )}.`,
              ),
            ]
          : []),
      ),
      items: silent.map((status) => itemData(status, items)),
    }
  },
})

function isHeardSince({ position }: ItemStatus, start: Date): boolean {
  return (position.record.last?.at ?? '') > start.toISOString()
}

function lastHeard(own: readonly ItemStatus[]): string {
  const [latest] = own
    .map(({ position }) => position.record.last?.at ?? '')
    .sort()
    .reverse()
  return latest ? shortDay(latest.slice(0, 10)) : 'never'
}

function heldBy({ assignments, people }: Context, code: string): string {
  const names = assignments
    .filter(({ roleCode }) => roleCode === code)
    .flatMap(({ personId }) => people.find(({ id }) => id === personId)?.name ?? [])
  return names.join(', ') || NOBODY_YET
}

/** The day that is named, or the last meeting of a body; without one, as many days as a month has. */
async function startOf(
  { db, model: { plan, bodies }, now, today }: Context,
  { since, body: code = plan.policies.decidesDates }: { since: string | undefined; body: string | undefined },
): Promise<{ at: Date; words: string }> {
  if (since !== undefined) return { at: endOfDay(addDays(since, -1), plan.timeZone), words: longDay(since) }
  const body = bodies.find((each) => each.code === (code || plan.policies.decidesDates))
  const place = body && { bodyId: body.id, now, timeZone: plan.timeZone }
  const meeting = place && (await findLastMeeting(db, plan.id, place))
  if (body && meeting)
    return { at: beginsAt(meeting, plan.timeZone), words: `the ${body.name} of ${longDay(meeting.day)}` }
  const from = addDays(today, -DAYS_WITHOUT_MEETING)
  return { at: endOfDay(from, plan.timeZone), words: longDay(from) }
}

const DAYS_WITHOUT_MEETING = 30
