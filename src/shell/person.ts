import { copiesWithTexts } from '../../data/retention/copies.ts'
import {
  anonymise as anonymiseIn,
  findSubjects,
  noteReport,
  postsHeld,
  pseudonymOf,
  type Recorded,
  recordedOf,
  type Subject,
} from '../../data/retention/person.ts'
import { eraseRemains } from '../../data/retention/remove.ts'
import { textsIn } from '../domain/childrens-numbers.ts'
import { count, listed, moment } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { cleanText } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { FROM_THE_SHELL, placesText, reasonOf, remainsLines } from './retention.ts'
import { EXIT, type Machine, type Session, settingsOf, type Timed, withSession } from './session.ts'

type PersonFlags = Timed & { readonly reason?: string; readonly also?: readonly string[] }

/** Everything that is recorded about somebody. */
export async function report(machine: Machine, name: string, options: PersonFlags): Promise<number> {
  const settings = settingsOf(machine)
  return withSession(machine, settings, options, async (session) => {
    const { db } = session
    const subject = await subjectCalled(session, name, options.also)
    const recorded = heldBack(await recordedOf(db, subject))
    const now = session.now()
    const asked = { now, by: FROM_THE_SHELL, reason: options.reason ?? 'a request about personal data' }
    await noteReport(db, subject, asked)
    machine.output.write(
      options.json
        ? `${JSON.stringify(asJson(subject, recorded))}\n`
        : `${asDocument(subject, recorded, moment(now, settings.TIME_ZONE))}\n`,
    )
    return EXIT.done
  })
}

/** Takes somebody's name, addresses and accounts out of the record. */
export async function anonymise(machine: Machine, name: string, options: PersonFlags): Promise<number> {
  const settings = settingsOf(machine)
  return withSession(machine, settings, options, async (session) => {
    const { db } = session
    const reason = reasonOf(options)
    const subject = await subjectCalled(session, name, options.also)
    const now = session.now()
    const held = await postsHeld(db, subject, now.toISOString().slice(0, 10))
    const found = await anonymiseIn(db, subject, { now, by: FROM_THE_SHELL, reason })
    const isErased = await eraseRemains(db, now, { always: true })
    const copies = await copiesWithTexts(db)
    const pseudonym = pseudonymOf(subject.id)
    if (options.json) {
      machine.output.write(
        `${JSON.stringify({ ...pseudonym, rows: found.length, holds: held, isErased, copies })}\n`,
      )
      return EXIT.done
    }
    const lines = [
      `Anonymised: the record now says ${pseudonym.name} (${pseudonym.code}), in ${placesText(found)}. Their accounts are unlinked.`,
      ...(held.length === 0
        ? []
        : [`They still hold ${listed(held)} in the record: give it to somebody else, with assign.`]),
      'Names that were written in another way stay: find them with wsoa person report, and give them as --also "…".',
      'What was sent to a chat or by e-mail, and files that were exported, have to be dealt with there.',
      ...remainsLines({ isErased, copies, timeZone: settings.TIME_ZONE }),
    ]
    machine.output.write(`${lines.join('\n')}\n`)
    return EXIT.done
  })
}

/** @throws UserError unless the name means one person */
async function subjectCalled({ db }: Session, name: string, also: readonly string[] = []): Promise<Subject> {
  const wanted = cleanText(name).trim()
  const [subject, ...others] = await findSubjects(
    db,
    wanted,
    also.map((each) => cleanText(each).trim()),
  )
  if (!subject)
    throw new UserError(
      'unknown',
      `Nobody in the record is called "${wanted}". Expected a full name or a person’s code: the chat lists them with people.`,
    )
  if (others.length > 0)
    throw new UserError(
      'conflict',
      `${count(others.length + 1, 'person', 'people')} are called "${wanted}": give the code instead, ${listed(
        [subject, ...others].map(({ code }) => code),
        'or',
      )}. Texts with the name are taken to mean them.`,
    )
  if (subject.code === 'plan-file')
    throw new UserError('conflict', 'The imported plan is nobody’s name; nothing was changed.')
  return subject
}

/** What says nothing of a person, and what nobody may read. */
const TECHNICAL = /hash|token|head|prev|nonce|lease|payloadHash|verifier|key$/i

function asJson({ id, name, code, rows }: Subject, recorded: readonly Recorded[]) {
  return {
    person: { id, name, code, emails: rows.flatMap(({ email }) => email ?? []) },
    recorded: recorded.map(({ stored, row }) => ({
      what: stored.says,
      table: stored.table,
      ...factsOf(row),
    })),
  }
}

function factsOf(row: Recorded['row']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column, value]) => value !== null && value !== '' && !TECHNICAL.test(column))
      .map(([column, value]) => [column, typeof value === 'string' ? readable(value) : value]),
  )
}

function readable(value: string): unknown {
  if (!/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function asDocument({ name, code }: Subject, recorded: readonly Recorded[], at: string): string {
  const kinds = [...new Set(recorded.map(({ stored }) => stored.says))]
  return [
    `# What is recorded about ${name} (${code})`,
    '',
    `As of ${at}. That it was asked for is in the record. Backups and exports are not searched.`,
    ...kinds.flatMap((says) => {
      const rows = recorded.filter(({ stored }) => stored.says === says)
      return ['', `## ${says} (${rows.length})`, '', ...rows.map(({ row }) => `- ${rowText(row)}`)]
    }),
  ].join('\n')
}

function rowText(row: Recorded['row']): string {
  return Object.entries(factsOf(row))
    .map(([column, value]) => {
      const text = typeof value === 'object' ? textsIn(value).join(' · ') : String(value)
      return `${inWords(column)}: ${text}`
    })
    .join('; ')
}

function inWords(column: string): string {
  return column.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
