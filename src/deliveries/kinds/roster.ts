import { count, longDay, moment } from '../../domain/format.ts'
import { itemRefs } from '../../lookup/items.ts'
import { context, heading, type Message, paragraph, strong, type Text, typed } from '../../message.ts'
import { type Composed, type Composing, toPerson } from '../composition.ts'
import {
  coordinators,
  owningRoles,
  type RoleRecipients,
  readRecipients,
  recipientsFor,
} from '../recipients.ts'

/** Tells the coordinator, before people are asked for updates, which roles nobody can be reached for. */
export async function roster(composing: Composing): Promise<Composed> {
  const { db, model, now, platforms } = composing
  const recipients = await readRecipients(db, model, { now, platforms })
  const missing = owningRoles(model)
    .map((role) => recipientsFor(recipients, role))
    .filter((each) => each.people.length === 0)
  if (missing.length === 0) return { kind: 'nothing', outcome: 'everybody can be reached' }
  const payload = JSON.stringify(message(composing, missing))
  const people = coordinators(recipients, model)
  return {
    kind: 'step',
    follow: people.map((personId) =>
      toPerson(composing, { personId, posts: ['coordinator'] }, { kind: 'notice', payload }),
    ),
  }
}

function message({ model, body, meeting, steps }: Composing, missing: readonly RoleRecipients[]): Message {
  const { items, plan } = model
  const lead = `Nobody can be reached for ${count(missing.length, 'role')} ahead of the ${body.name} of ${longDay(meeting.day)}.`
  return {
    summary: lead,
    blocks: [
      heading('Who cannot be asked'),
      paragraph(lead, ` Everybody else is asked on ${moment(steps.collect, plan.timeZone)}.`),
      {
        kind: 'list',
        items: missing.map(({ role, why }): Text => {
          const own = items.filter(({ owners }) => owners.includes(role.code))
          return [strong(role.code), `: ${why}; ${itemRefs(own, items)}`]
        }),
      },
      context(
        'To name somebody: ',
        typed('assign <role> <person>'),
        '; to let somebody stand in: ',
        typed('delegate <role> <person> until <date>'),
      ),
    ],
  }
}
