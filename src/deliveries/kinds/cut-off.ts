import { listAssignments } from '../../../data/people.ts'
import { digestFor } from '../../discover.ts'
import { dayIn } from '../../domain/day.ts'
import { longDay, moment } from '../../domain/format.ts'
import { isCommittee, releaseOf } from '../../domain/release.ts'
import { editionFor } from '../../editions/edition.ts'
import { buttons, context, type Message, paragraph, strong, typed } from '../../message.ts'
import { type Composed, type Composing, toPerson } from '../composition.ts'
import { coordinators } from '../recipients.ts'
import { readWhoToAsk, type WhoToAsk } from '../who-to-ask.ts'
import { silentBlocks } from './update-call.ts'

/** Stores the facts for the meeting, and shows the coordinator what the body will be told, to hold it if need be. */
export async function cutOff(composing: Composing): Promise<Composed> {
  const { db, model, body, meeting, now } = composing
  const edition = await editionFor(db, model, { body, day: meeting.day, now, isClearing: true })
  if (edition.origin.kind !== 'stored') throw new Error('the facts were not stored at their cut-off')
  const digest = await digestFor(body.code, model.plan.policies)
  const [first] = digest.pages(edition)
  if (!first) throw new Error('a digest without a page')
  const toAsk = await readWhoToAsk(composing)
  const payload = JSON.stringify(forCoordinator(composing, { first, toAsk }))
  const people = coordinators(toAsk.recipients, model)
  const { releasedBy } = body
  const isNamed = releaseOf(body, model.plan.policies) === 'named'
  const clearing =
    isNamed && releasedBy !== undefined
      ? (await listAssignments(db, model.plan.id, dayIn(model.plan.timeZone, now)))
          .filter(({ roleCode, personId }) => roleCode === releasedBy && !people.includes(personId))
          .map(({ personId }) => ({ personId, posts: [releasedBy] }))
      : []
  const told = [...people.map((personId) => ({ personId, posts: ['coordinator'] })), ...clearing]
  return {
    kind: 'step',
    follow: told.map((person) => toPerson(composing, person, { kind: 'notice', payload })),
  }
}

function forCoordinator(
  { model, body, meeting, steps }: Composing,
  { first, toAsk }: { first: Message; toAsk: WhoToAsk },
): Message {
  const name = body.aliases[0] ?? body.code
  const at = moment(steps.digest, model.plan.timeZone)
  const isCommitteeOwn = isCommittee(body, model.plan.policies)
  const isNamed = releaseOf(body, model.plan.policies) === 'named'
  const goes = isCommitteeOwn
    ? `Its paper can be made; Democratic Services publish it, by ${at}.`
    : isNamed
      ? `Its digest waits to be released, and then goes out on ${at}.`
      : `Its digest goes out on ${at}.`
  const lead = `The figures for the ${body.name} of ${longDay(meeting.day)} are stored. ${goes}`
  return {
    summary: lead,
    blocks: [
      paragraph(strong(lead)),
      ...first.blocks,
      ...(toAsk.silent === 0
        ? []
        : [paragraph(`Nothing was said this period on ${toAsk.silent} of ${toAsk.of} unfinished, by:`)]),
      ...silentBlocks(toAsk, model),
      buttons(
        { label: 'Show all of it', line: `digest ${name} on ${meeting.day}` },
        ...(isCommitteeOwn
          ? [{ label: 'Get the paper', line: `paper ${name} on ${meeting.day}` }]
          : isNamed
            ? [{ label: 'Release it', line: `release ${name} on ${meeting.day}` }]
            : [
                { label: 'Hold it', line: `digest hold ${name}` },
                { label: 'Send it now', line: `digest send ${name}` },
              ]),
      ),
      context('To put a word of yours under it: ', typed(`digest ${name} note …`)),
    ],
  }
}
