import { z } from 'zod'
import { bindChannel, listChannels } from '../data/channels.ts'
import type { Delivery } from '../data/deliveries.ts'
import { type Context, defineCommand, type Place } from '../src/command.ts'
import { meetingOf } from '../src/deliveries/alerts.ts'
import {
  digestsFor,
  hearing,
  holdOverdue,
  leaveOverdue,
  postOverdue,
  type SetGoing,
  untoldMeetings,
} from '../src/deliveries/binding.ts'
import { placeText } from '../src/deliveries/channels.ts'
import { planAhead } from '../src/deliveries/plan-ahead.ts'
import { outOfTheNight } from '../src/domain/day.ts'
import { listed, moment } from '../src/domain/format.ts'
import type { Body } from '../src/domain/plan.ts'
import { UserError } from '../src/errors.ts'
import { bodyCalled } from '../src/lookup/bodies.ts'
import { type Block, buttons, paragraph, sentence, context as smallPrint, typed } from '../src/message.ts'

export default defineCommand({
  summary: 'Have a board or group told its digests in this channel',
  over: 'organisation',
  topics: 'channel post room',
  for: 'coordinator',
  forms: ['<body>', '<body> now', '<body> next'],
  examples: ({ bodies }) => [`bind ${bodies[0]?.aliases[0] ?? bodies[0]?.code}`],
  arguments: z.object({
    body: z.string(),
    now: z.literal(true).optional(),
    next: z.literal(true).optional(),
  }),
  changes: true,
  looksUpChannel: true,
  async run(context, { body: code, now: isNow, next: isNext }) {
    const { plan } = context.model
    const { place } = context
    const body = bodyCalled(code, context.model)
    checkChannel(place, { body, code })
    const name = place.name ?? `${body.name} channel`
    const { platform, tenant, conversation: channel } = place
    const known = (await listChannels(context.db, plan.id)).some(
      (each) =>
        each.bodyId === body.id &&
        each.platform === platform &&
        each.tenant === tenant &&
        each.channel === channel,
    )
    const bound = { bodyId: body.id, platform, tenant, channel, name, boundAt: context.now.toISOString() }
    if (known && !isNow && !isNext)
      return { message: sentence(`The ${body.name} is told here already. To end it: unbind ${code}`) }
    const untold = await untoldMeetings(context, body)
    if (!known) await bind(context, body, { bound, code })
    const set = await digestsFor(context, body, bound)
    const told = `the ${body.name} is told its digests in ${placeText(bound)}.`
    const going = await setGoing(context, set, {
      code,
      untold,
      choice: isNow ? 'now' : isNext ? 'next' : undefined,
    })
    if (known) return { message: sentence(`Recorded: ${told}`, ...going) }
    return {
      message: sentence(
        `Recorded: ${told}`,
        ...going,
        ...(place.standing === 'unknown'
          ? [smallPrint('I can write only where I am a member: invite me if I am not.')]
          : []),
        smallPrint('To end it: ', typed(`unbind ${code}`), '. All channels: ', typed('channels')),
      ),
      changes: [{ ref: code, field: 'channel', from: null, to: name }],
    }
  },
})

/** @throws UserError if others would read it, or the bot could not write there */
function checkChannel(
  { isPrivate, standing, name }: Place,
  { body, code }: { body: Body; code: string },
): void {
  const where = name ?? 'This channel'
  if (isPrivate) {
    throw new UserError(
      'invalid',
      `Nobody but you reads this. Add me to the channel of the ${body.name} and write there: bind ${code}`,
    )
  }
  if (standing === 'shared') {
    throw new UserError(
      'refused',
      `${where} is shared with another organisation or workspace, or is about to be, so others would read what the ${body.name} is told. Nothing was recorded. Use a channel of this workspace alone.`,
    )
  }
  if (standing === 'not a member') {
    throw new UserError(
      'refused',
      `I am not in ${name ?? 'this channel'}, so I cannot write there. Nothing was recorded. Invite me and say again: bind ${code}`,
    )
  }
}

async function bind(
  context: Context,
  body: Body,
  { bound, code }: { readonly bound: Parameters<typeof bindChannel>[2]; readonly code: string },
): Promise<void> {
  const { platform, tenant, channel: id, name } = bound
  await bindChannel(context.writing(), context.model.plan.id, bound)
  for (const model of hearing(context, body)) await planAhead(context.writing(), model, context.now)
  await context.trail({
    of: 'organisation',
    action: 'bind',
    ref: null,
    before: null,
    after: { body: code, channel: name, platform, tenant, id },
  })
}

/** What the channel sets going, and what the coordinator has to choose about. */
async function setGoing(
  context: Context,
  { overdue, next }: SetGoing,
  { code, untold, choice }: { code: string; untold: ReadonlySet<number>; choice: 'now' | 'next' | undefined },
): Promise<readonly Block[]> {
  const { model, now } = context
  const { timeZone } = model.plan
  const when = (at: Date) =>
    at <= now ? 'goes out now' : `goes out on ${moment(at, timeZone)}, as it is night`
  const later = next
    ? paragraph(
        `The digest for ${meetingOf(next, model)} goes out on ${moment(new Date(next.dueAt), timeZone)}.`,
      )
    : paragraph(
        model.isQuiet
          ? 'The plan is quiet: nothing goes out until you say: go live'
          : 'No other digest is planned yet.',
      )
  if (overdue.length === 0) return [later]
  const named = capitalisedDigests(overdue, context)
  if (choice === 'next') {
    await leaveOverdue(context, overdue)
    return [paragraph(`${named} is not posted here.`), later]
  }
  // No place took it, so nobody has had it.
  const isOwed = overdue.every(({ meetingId }) => meetingId !== null && untold.has(meetingId))
  if (choice === 'now' || isOwed) {
    const at = await postOverdue(context, overdue)
    return [paragraph(`${named} ${when(at)}.`), later]
  }
  await holdOverdue(context, overdue)
  const [first] = overdue
  const isNight = outOfTheNight(now, timeZone) > now
  return [
    paragraph(
      `${named} was due on ${moment(new Date(first?.dueAt ?? now), timeZone)}. Shall I post it ${isNight ? 'in the morning' : 'now'}, or begin with the next meeting? Until you say, it is not posted.`,
    ),
    buttons(
      { label: isNight ? 'Post it in the morning' : 'Post it now', line: `bind ${code} now` },
      { label: 'From the next meeting on', line: `bind ${code} next` },
    ),
    ...(next ? [later] : []),
  ]
}

/** "The digest for the SEND Improvement Board of Tuesday 8 December 2020" */
function capitalisedDigests(digests: readonly Delivery[], { model }: Context): string {
  const meetings = new Set(digests.flatMap((each) => meetingOf(each, model) ?? []))
  return `The digest for ${listed([...meetings])}`
}
