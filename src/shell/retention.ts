import type { Copy } from '../../data/retention/copies.ts'
import { copiesWithTexts } from '../../data/retention/copies.ts'
import { eraseRemains, type Found } from '../../data/retention/remove.ts'
import { applyRetention, byKind, type Going, wouldGo } from '../../data/retention/run.ts'
import { findEntry, removeTexts, textsOf } from '../../data/retention/text.ts'
import { count, longDay, moment } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { keptSinceOf } from '../domain/retention-periods.ts'
import { cleanText } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import { EXIT, type Machine, type Session, settingsOf, type Timed, withSession } from './session.ts'

type RetentionFlags = Timed & { readonly dryRun?: boolean }

/** Removes what was kept long enough, or says what would go. */
export async function retention(machine: Machine, options: RetentionFlags): Promise<number> {
  const settings = settingsOf(machine)
  return withSession(machine, settings, options, async (session) => {
    const { db } = session
    const now = session.now()
    const keptSince = keptSinceOf(session.retention, now)
    const isDry = options.dryRun === true
    const { gone, isErased } = isDry
      ? { gone: await wouldGo(db, keptSince), isErased: true }
      : await applyRetention(db, { keptSince, now, by: BY })
    const copies = await copiesWithTexts(db)
    if (options.json) {
      machine.output.write(`${JSON.stringify({ dryRun: isDry, keptSince, gone, isErased, copies })}\n`)
      return EXIT.done
    }
    const { recordYears, messageMonths, accessMonths, conversationDays } = session.retention
    const lines = [
      `Kept: the words in the record for ${count(recordYears, 'year')}, messages for ${count(messageMonths, 'month')}, requests to be linked for ${count(accessMonths, 'month')}, conversations for ${count(conversationDays, 'day')}.`,
      ...goneLines(gone, isDry),
      ...remainsLines({ isErased, copies, timeZone: settings.TIME_ZONE }),
    ]
    machine.output.write(`${lines.join('\n')}\n`)
    return EXIT.done
  })
}

export const BY = 'the command line'
export const FROM_THE_SHELL = { by: BY, identity: 'terminal:local:retention' } as const

function goneLines(gone: readonly Going[], isDry: boolean): readonly string[] {
  if (gone.length === 0) return [isDry ? 'Nothing would go.' : 'Nothing is old enough to go.']
  return [
    isDry ? 'This would go:' : 'Removed:',
    ...gone.map(({ says, rows, oldest }) => {
      const age = oldest === null ? '' : `, the oldest of ${longDay(oldest.slice(0, 10))}`
      return `- ${says}: ${rows}${age}`
    }),
  ]
}

/** What still holds what was removed. */
export function remainsLines({
  isErased,
  copies,
  timeZone,
}: {
  readonly isErased: boolean
  readonly copies: readonly Copy[]
  readonly timeZone: string
}): readonly string[] {
  return [
    ...(isErased
      ? []
      : [
          'The database file still holds bytes of it, since somebody is reading an older state. Run it again in a moment: wsoa retention',
        ]),
    ...(copies.length === 0
      ? []
      : [
          'These are older than the latest removal and may hold what was removed; delete them when you no longer need them:',
          ...copies.map(
            ({ what, file, takenAt }) =>
              `- ${what}: ${heldBack(file)}, of ${moment(new Date(takenAt), timeZone)}`,
          ),
        ]),
  ]
}

type RemoveFlags = Timed & { readonly reason?: string; readonly words?: readonly string[] }

/** As short as this, words stand in places that have nothing to do with them. */
const SHORTEST = 3

/** Takes out of every place what an entry of the trail says, or some words. */
export async function removeText(
  machine: Machine,
  entry: string | undefined,
  options: RemoveFlags,
): Promise<number> {
  const settings = settingsOf(machine)
  return withSession(machine, settings, options, async (session) => {
    const reason = reasonOf(options)
    const { seq, planId, texts } = await meant(session, entry, options.words ?? [])
    const now = session.now()
    const { db } = session
    const found = await removeTexts(db, texts, {
      now,
      reason,
      planId,
      seq,
      by: FROM_THE_SHELL,
      isGiven: options.words !== undefined,
    })
    const isErased = await eraseRemains(db, now, { always: true })
    const copies = await copiesWithTexts(db)
    if (options.json) {
      machine.output.write(`${JSON.stringify({ removed: byKind(found), isErased, copies })}\n`)
      return EXIT.done
    }
    const lines = [
      found.length === 0
        ? 'These words stand nowhere in the database; nothing was changed.'
        : `Removed from ${placesText(found)}. The record says when, and why: ${reason}`,
      ...(found.length === 0
        ? []
        : [
            'What was sent to a chat or by e-mail, and files that were exported, have to be dealt with there.',
          ]),
      ...remainsLines({ isErased, copies: found.length === 0 ? [] : copies, timeZone: settings.TIME_ZONE }),
    ]
    machine.output.write(`${lines.join('\n')}\n`)
    return EXIT.done
  })
}

export function placesText(found: readonly Found[]): string {
  return byKind(found)
    .map(({ says, rows }) => `${says} (${rows})`)
    .join(', ')
}

/** @throws UserError where none is given: the record has to say why */
export function reasonOf({ reason }: { readonly reason?: string }): string {
  const text = cleanText(reason ?? '').trim()
  if (text !== '') return text
  throw new UserError('invalid', 'Say why, as the record keeps it: --reason "a child could be recognised"')
}

async function meant({ db }: Session, entry: string | undefined, words: readonly string[]) {
  const given = words.map((each) => cleanText(each).trim())
  if (given.some((each) => each.length < SHORTEST))
    throw new UserError('invalid', `--words is too short: expected at least ${SHORTEST} characters.`)
  if (entry === undefined) {
    if (given.length > 0) return { seq: null, planId: null, texts: given }
    throw new UserError(
      'invalid',
      'Name the entry of the trail by its number, such as 12 (wsoa trail lists them), or give the words: --words "…"',
    )
  }
  const seq = Number(entry.replace(/^#/, ''))
  const found = Number.isSafeInteger(seq) ? await findEntry(db, seq) : undefined
  if (!found)
    throw new UserError(
      'unknown',
      `There is no entry "${entry}" in the trail. Expected its number, such as 12: wsoa trail lists them.`,
    )
  const texts = given.length > 0 ? given : textsOf(found)
  if (texts.length > 0) return { seq, planId: found.planId, texts }
  throw new UserError('conflict', `Entry ${seq} tells of no text that somebody typed; nothing was changed.`)
}
