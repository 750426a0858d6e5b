import { z } from 'zod'
import { listDeliveries } from '../data/deliveries.ts'
import { beginsAt, findNextMeeting } from '../data/meetings.ts'
import { type AskedRequest, listDecisionsOn, listItemRequests } from '../data/requests.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { dayIn, inOrder } from '../src/domain/day.ts'
import { shortDay, shownDay } from '../src/domain/format.ts'
import { familyOf } from '../src/domain/hierarchy.ts'
import { meetingPage } from '../src/domain/page-address.ts'
import type { Item } from '../src/domain/plan.ts'
import { askedDate, askedWords, decidingBody } from '../src/domain/request.ts'
import { itemEverOf } from '../src/lookup/items.ts'
import { type Block, link, said, sentence, strong, type TimelineEntry } from '../src/message.ts'
import { outcomeText } from '../src/status/outcome.ts'

export default defineCommand({
  summary: 'List everything about an item: said, asked for, decided, told to boards, and still to come',
  topics: 'timeline story past decisions digests told',
  readsRestricted: true,
  forms: ['<ref>', '<ref> updates', '<ref> decisions', '<ref> told'],
  examples: ({ references }) => [`history all ${[...references.values()].at(-1)?.ref ?? 'A1'}`],
  arguments: z.object({
    ref: z.string(),
    updates: z.literal(true).optional(),
    decisions: z.literal(true).optional(),
    told: z.literal(true).optional(),
  }),
  async run(context, { ref, updates, decisions, told }) {
    const item = itemEverOf(context, ref)
    const family = familyOf(item, context.model.items)
    const isAll = !updates && !decisions && !told
    const spoken = isAll || updates ? await saidOf(context, ref) : []
    const entries = [
      ...spoken.flatMap((block) => (block.kind === 'timeline' ? block.entries : [])),
      ...(isAll || decisions ? await decidedOn(context, family) : []),
      ...(isAll || told ? await toldBoards(context) : []),
    ]
    if (entries.length === 0) return { message: sentence(`Nothing of that kind is on record of ${ref} yet.`) }
    const newest = [...entries].sort((one, other) => inOrder(other.at, one.at))
    return {
      message: sentence(
        `What is on record of ${ref}, newest first.`,
        { kind: 'timeline', caption: `All that is on record of ${ref}`, entries: newest },
        ...spoken.filter(({ kind }) => kind === 'context'),
      ),
      itemId: item.id,
    }
  },
})

/** What `history` answers. */
async function saidOf(context: Context, ref: string): Promise<readonly Block[]> {
  const outcome = await context.commands.get('history')?.run(context, { ref })
  return outcome?.message.blocks ?? []
}

/** Requests, what bodies decided on them, and when they will decide. */
async function decidedOn(context: Context, family: readonly Item[]): Promise<readonly TimelineEntry[]> {
  const { db, model, now } = context
  const { plan, bodies } = model
  const refOf = new Map(family.map(({ id, ref }) => [id, ref]))
  const asked = (await Promise.all(family.map(({ id }) => listItemRequests(db, plan.id, id)))).flat()
  const taken = await listDecisionsOn(db, plan.id, { requestIds: asked.map(({ id }) => id), until: now })
  const day = (at: string) => shortDay(dayIn(plan.timeZone, new Date(at)))
  const about = (itemId: number) => ({ ref: refOf.get(itemId) ?? '' })
  const ahead = await Promise.all(
    asked
      .filter(({ state }) => state === 'pending' || state === 'deferred')
      .map(async (request): Promise<readonly TimelineEntry[]> => {
        const body = bodies.find(({ code }) => code === decidingBody(plan.policies, request))
        const place = { now, timeZone: plan.timeZone }
        const meeting = body && (await findNextMeeting(db, plan.id, { bodyId: body.id, ...place }))
        if (!body || !meeting) return []
        return [
          {
            of: 'ahead',
            at: beginsAt(meeting, plan.timeZone).toISOString(),
            day: shortDay(meeting.day),
            ...about(request.itemId),
            who: '',
            what: [strong(`${body.name} decides R${request.number}`), `: ${wanted(request)}`],
          },
        ]
      }),
  )
  return [
    ...asked.map((request) => ({
      of: 'decided' as const,
      at: request.askedAt,
      day: day(request.askedAt),
      ...about(request.itemId),
      who: `asked for by ${request.by}`,
      what: [
        strong(`R${request.number}: ${wanted(request)}`),
        ...(request.reason === '' ? [] : [' ', said(request.reason)]),
      ],
    })),
    ...taken.map(({ number, itemId, outcome, bodyCode, decidedAt, note }) => ({
      of: 'decided' as const,
      at: decidedAt,
      day: day(decidedAt),
      ...about(itemId),
      who: bodies.find(({ code }) => code === bodyCode)?.name ?? bodyCode,
      what: [
        strong(`R${number} ${outcomeText({ model }, { code: bodyCode }, outcome)}`),
        ...(note === null ? [] : [': ', said(note)]),
      ],
    })),
    ...ahead.flat(),
  ]
}

function wanted(request: AskedRequest): string {
  if (request.kind === 'change') return askedWords(request)
  const date = request.kind === 'sign-off' ? undefined : askedDate(request)
  return date
    ? `${shownDay(date)} instead of ${request.fromDay ? shortDay(request.fromDay) : 'no date'}`
    : 'sign-off'
}

/** The digests that went out: each told its board of the whole plan. */
async function toldBoards({ db, model }: Context): Promise<readonly TimelineEntry[]> {
  const { plan, bodies } = model
  const sent = (await listDeliveries(db, plan.id)).filter(
    ({ kind, state, page }) => kind === 'digest' && state === 'sent' && (page ?? 1) === 1,
  )
  const seen = new Set<string>()
  return sent.flatMap(({ bodyId, subject: { meetingDay }, sentAt, dueAt }): readonly TimelineEntry[] => {
    const body = bodies.find(({ id }) => id === bodyId)
    const meeting = `${bodyId} ${meetingDay}`
    if (!body || meetingDay === undefined || seen.has(meeting)) return []
    seen.add(meeting)
    const at = sentAt ?? dueAt
    return [
      {
        of: 'told',
        at,
        day: shortDay(dayIn(plan.timeZone, new Date(at))),
        who: '',
        what: [
          link(`Digest to the ${body.name}`, meetingPage(body.code, meetingDay, plan.code)),
          ` for ${shortDay(meetingDay)}`,
        ],
      },
    ]
  })
}
