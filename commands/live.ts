import { z } from 'zod'
import { listChannels } from '../data/channels.ts'
import { platformsOfPeople } from '../data/delivery-reach.ts'
import { beginsAt, type Meeting } from '../data/meetings.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { placeText } from '../src/deliveries/channels.ts'
import {
  coordinators,
  owningRoles,
  type RoleRecipients,
  readRecipients,
  recipientsFor,
} from '../src/deliveries/recipients.ts'
import { listed, longDay, moment } from '../src/domain/format.ts'
import { stepsOf } from '../src/domain/meeting-clock.ts'
import type { Body } from '../src/domain/plan.ts'
import { heldOrComing } from '../src/editions/sittings.ts'
import { itemRefs } from '../src/lookup/items.ts'
import { type Block, buttons, columns, sentence, strong, type Text } from '../src/message.ts'

export default defineCommand({
  summary: 'Show who would get what in the next cycle, before the plan goes live and afterwards',
  for: 'coordinator',
  topics: 'live quiet who gets what told reach',
  forms: ['now', ''],
  questions: ['who would get what', 'who gets what', 'plan live', 'plan quiet'],
  arguments: z.object({ now: z.literal(true).optional() }),
  async run(context, { now }) {
    if (now) return { message: sentence(''), instead: { command: 'go-live', arguments: {} } }
    const { model } = context
    const people = await reached(context)
    const lead = model.isQuiet
      ? `The ${model.plan.title} is quiet. Once it is live, this is sent:`
      : `The ${model.plan.title} is live. This is sent:`
    return {
      message: sentence(
        lead,
        await meetingsTable(context),
        ...list(
          'Asked for updates',
          people.filter(({ people: own }) => own.length > 0),
          context,
        ),
        ...list(
          'Nobody can be reached',
          people.filter(({ people: own }) => own.length === 0),
          context,
        ),
        ...(model.isQuiet ? [buttons({ label: 'Go live', line: 'go live' })] : []),
      ),
    }
  },
})

async function meetingsTable(context: Context): Promise<Block> {
  const { db, model } = context
  const channels = await listChannels(db, model.plan.id)
  const nobody = (await coordinatorNames(context)).join(', ') || 'nobody: no coordinator can be reached'
  const rows: (readonly string[])[] = []
  for (const body of model.bodies) {
    const meeting = await nextMeeting(context, body)
    if (!meeting) continue
    const own = channels.filter(({ bodyId }) => bodyId === body.id).map(placeText)
    const { collect, digest } = stepsOf(meeting, body, model.plan)
    rows.push([
      `${body.name}, ${longDay(meeting.day)}`,
      when(collect, context),
      when(digest, context),
      own.length > 0 ? listed(own) : `${nobody}, as it has no channel`,
    ])
  }
  return {
    kind: 'table',
    caption: 'The next meetings',
    columns: columns('Meeting', 'People are asked', 'Its digest goes out', 'To'),
    rows,
  }
}

/** A board is owed its digest until it sits; people are not asked once the time for it is over. */
function when(instant: Date, { model, now }: Context): string {
  const text = moment(instant, model.plan.timeZone)
  return instant < now ? `was due on ${text}` : text
}

async function nextMeeting({ db, model, now }: Context, body: Body): Promise<Meeting | undefined> {
  const meetings = await heldOrComing(db, model, body)
  return meetings.find((each) => beginsAt(each, model.plan.timeZone) > now)
}

async function recipientsOf({ db, model, now }: Context) {
  const chats = await platformsOfPeople(db, model.plan.id)
  return readRecipients(db, model, { now, platforms: chats.length > 0 ? chats : ['terminal'] })
}

async function reached(context: Context): Promise<readonly RoleRecipients[]> {
  const recipients = await recipientsOf(context)
  return owningRoles(context.model).map((role) => recipientsFor(recipients, role))
}

async function coordinatorNames(context: Context): Promise<readonly string[]> {
  const own = coordinators(await recipientsOf(context), context.model)
  return context.people.filter(({ id }) => own.includes(id)).map(({ name }) => name)
}

function list(title: string, roles: readonly RoleRecipients[], { model, people }: Context): readonly Block[] {
  if (roles.length === 0) return []
  const line = ({ role, people: own, why }: RoleRecipients): Text => {
    const names = people.filter(({ id }) => own.includes(id)).map(({ name }) => name)
    const items = model.items.filter(({ owners }) => owners.includes(role.code))
    return [strong(role.code), `: ${why ?? listed(names)}; ${itemRefs(items, model.items)}`]
  }
  return [
    { kind: 'heading', text: title },
    { kind: 'list', items: roles.map(line) },
  ]
}
