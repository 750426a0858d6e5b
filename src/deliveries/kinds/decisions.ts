import { listOpenRequests } from '../../../data/requests.ts'
import { count, longDay } from '../../domain/format.ts'
import { decidingBody } from '../../domain/request.ts'
import { buttons, context, paragraph, sentence, typed } from '../../message.ts'
import { type Alert, forPerson } from '../alerts.ts'
import { type Composed, type Composing, toPerson } from '../composition.ts'
import { coordinators, readRecipients } from '../recipients.ts'

/** Asks the coordinator, on the morning after, what the body decided. */
export async function decisions(composing: Composing): Promise<Composed> {
  const { db, model, body, meeting, now, platforms } = composing
  const { policies } = model.plan
  const requests = await listOpenRequests(db, model.plan.id, {})
  const waiting = requests.filter(
    ({ kind }) => decidingBody(policies, kind) === body.code || policies.recommends.includes(body.code),
  )
  const name = body.aliases[0] ?? body.code
  const what = policies.recommends.includes(body.code) ? 'recommended' : 'decided'
  const met = `The ${body.name} met on ${longDay(meeting.day)}.`
  const arising = context('What it asked for besides: ', typed(`action add ${name} <owner> by <date> <what>`))
  const message =
    waiting.length === 0
      ? sentence(`${met} Nothing waited to be ${what} there.`, arising)
      : sentence(
          `${met} What was ${what} on ${count(waiting.length, 'request')}?`,
          paragraph('One at a time, with the minute; owners are told.'),
          buttons({ label: 'Record its decisions', line: `decisions ${name}` }),
          arising,
        )
  const payload = JSON.stringify(message)
  const people = coordinators(await readRecipients(db, model, { now, platforms }), model)
  return {
    kind: 'step',
    follow: people.map((personId) =>
      isLate(composing)
        ? forPerson(askedLate(composing, payload), personId, now)
        : toPerson(composing, { personId, posts: ['coordinator'] }, { kind: 'notice', payload }),
    ),
  }
}

/** After some downtime there may be many such questions: as alerts they are asked together. */
function isLate({ delivery, now }: Composing): boolean {
  return now.getTime() - Date.parse(delivery.dueAt) > LATE_MS
}

const LATE_MS = 24 * 3_600_000

function askedLate({ delivery: { key, subject } }: Composing, payload: string): Alert {
  return {
    key,
    kind: 'alert',
    subject: { ...subject, alert: { id: key, what: 'asked late', about: key } },
    payload,
  }
}
