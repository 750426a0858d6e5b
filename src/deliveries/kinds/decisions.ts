import { findMeeting } from '../../../data/meetings.ts'
import { listOpenRequests } from '../../../data/requests.ts'
import { metButtons } from '../../boards/met.ts'
import { count, longDay } from '../../domain/format.ts'
import { decidingBody } from '../../domain/request.ts'
import { buttons, context, type Message, paragraph, sentence, typed } from '../../message.ts'
import { type Alert, forPerson } from '../alerts.ts'
import { type Composed, type Composing, toPerson } from '../composition.ts'
import { coordinators, readRecipients } from '../recipients.ts'

/** Asks the coordinator, on the morning after, whether the body met, and what it decided. */
export async function decisions(composing: Composing): Promise<Composed> {
  const { db, model, body, meeting, now, platforms } = composing
  const { policies } = model.plan
  const requests = await listOpenRequests(db, model.plan.id, {})
  const waiting = requests.filter(
    (request) => decidingBody(policies, request) === body.code || policies.recommends.includes(body.code),
  )
  const name = body.aliases[0] ?? body.code
  const what = policies.recommends.includes(body.code) ? 'recommended' : 'decided'
  const known = await findMeeting(db, meeting.id)
  const isHeld = known?.met === 'quorate' || known?.met === 'inquorate'
  if (known?.met === 'not-met') return { kind: 'nothing', outcome: 'the meeting did not take place' }
  const met = `The ${body.name} met on ${longDay(meeting.day)}.`
  const arising = context('What it asked for besides: ', typed(`action add ${name} <owner> by <date> <what>`))
  const message = !isHeld
    ? didItMeet(composing, { waiting: waiting.length, what })
    : waiting.length === 0
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

/** Until somebody says that it met, nothing is told as held. */
export function didItMeet(
  { body, meeting }: Pick<Composing, 'body' | 'meeting'>,
  { waiting, what }: { waiting: number; what: string },
): Message {
  const waits =
    waiting === 0
      ? `Nothing waited to be ${what} there.`
      : `${count(waiting, 'request')} waited to be ${what} there.`
  return sentence(
    `The ${body.name} was to meet on ${longDay(meeting.day)}. Did it?`,
    paragraph(`${waits} Until you answer, nothing is told as held.`),
    buttons(...metButtons(body, meeting.day)),
  )
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
