import { setImmediate as nextTick } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ask, endQuestion, remember } from '../../../data/conversations.ts'
import type { Database, Writing } from '../../../data/database.ts'
import { write } from '../../../data/engine/engine.ts'
import { listPeople, savePerson } from '../../../data/people.ts'
import { readRecords } from '../../../data/positions.ts'
import { appendTrail, readTrail, verifyTrail } from '../../../data/trail.ts'
import { saveUpdates } from '../../../data/updates.ts'
import { createTestApp, FIRST_MORNING } from '../../support/app.ts'
import { breakReference, newDatabaseUrl, openTestDatabase, setDisk } from '../../support/database.ts'
import { expectPositionsToAgree } from '../../support/positions.ts'

/** What one transaction does. */
interface Work {
  readonly process: number
  readonly conversation: string
  readonly item: number
  readonly question: 'asked' | 'ended' | null
  readonly email: string | null
  /** How often it lets others go on. */
  readonly pauses: number
  readonly ends: 'well' | 'by an error' | 'with a full disk' | 'with a commit that fails'
}

const work: fc.Arbitrary<Work> = fc.record({
  process: fc.constantFrom(0, 0, 0, 1),
  conversation: fc.constantFrom('one', 'two'),
  item: fc.nat(2),
  question: fc.constantFrom('asked', 'ended', 'ended', null),
  email: fc.constantFrom(null, null, null, null, 'old@example.org', 'new@example.org'),
  pauses: fc.constantFrom(0, 0, 0, 1, 4),
  ends: fc.oneof(
    { weight: 8, arbitrary: fc.constant('well') },
    fc.constantFrom('by an error', 'with a full disk', 'with a commit that fails'),
  ),
})
const rushes = fc.array(fc.array(work, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 })

const MISHAPS = /changed its mind|disk is full|FOREIGN KEY/

/** What a transaction found, and what it did, as it leaves word of it in the trail. */
interface Word {
  readonly before: { readonly note: string | null; readonly email: string | null }
  readonly after: Pick<Work, 'conversation' | 'question' | 'email'> & {
    readonly number: number
    readonly itemId: number
    readonly note: string | null
  }
}

interface About {
  readonly planId: number
  readonly personId: number
  readonly items: readonly number[]
}

test('transactions side by side find what stands, not what was taken back nor what stood before others wrote', async () => {
  const url = newDatabaseUrl()
  const { db, close } = await createTestApp({ database: url })
  const another = await openTestDatabase(url)
  const about = await chosen(db)
  const succeeded: number[] = []
  let number = 0
  const attempt = async (each: Work) => {
    number += 1
    const own = number
    const using = each.process === 0 ? db : another
    try {
      await write(using, 1, (trx) => done(trx, each, { ...about, number: own }))
      succeeded.push(own)
    } catch (error) {
      expect(String(error)).toMatch(MISHAPS)
    } finally {
      if (each.ends === 'with a full disk') await setDisk(using, 'free')
    }
  }
  await fc.assert(
    fc.asyncProperty(rushes, async (all) => {
      for (const rush of all) {
        await Promise.all(rush.map(attempt))
        for (const each of [db, another]) expect((await verifyTrail(each)).broken).toBeNull()
      }
      await expectToFollowFrom(await words(db, about), db)
      expect((await words(db, about)).map(({ after }) => after.number).sort()).toEqual([...succeeded].sort())
      await expectPositionsToAgree(db)
    }),
    { numRuns: 20, endOnFailure: true },
  )
  await another.destroy()
  await close()
})

async function chosen(db: Database): Promise<About> {
  const planId = 1
  const { id: personId } = await write(db, planId, (trx) =>
    savePerson(trx, planId, { code: 'sam-example', name: 'Sam Example' }),
  )
  const items = await db.selectFrom('items').select('id').orderBy('id').limit(3).execute()
  return { planId, personId, items: items.map(({ id }) => id) }
}

async function done(
  trx: Writing,
  { conversation, item, question, email, pauses, ends }: Work,
  { planId, personId, items, number }: About & { number: number },
): Promise<void> {
  const place = { planId, personId, conversation }
  const itemId = items[item] ?? 0
  const note = async () => {
    const records = await readRecords(trx, planId, { only: new Set([itemId]), proposed: new Set() })
    return records.get(itemId)?.note?.text ?? null
  }
  const people = await listPeople(trx)
  const before = { note: await note(), email: people.find(({ id }) => id === personId)?.email ?? null }
  if (question === 'asked') {
    await ask(trx, place, { text: String(number), options: [], answerLine: null }, FIRST_MORNING)
  }
  if (question === 'ended') await endQuestion(trx, place)
  await remember(trx, place, { lastItemId: itemId, spokenAt: new Date(0).toISOString() })
  for (let left = pauses; left > 0; left -= 1) await nextTick()
  if (email !== null) await trx.updateTable('people').set({ email }).where('id', '=', personId).execute()
  const recordedAt = FIRST_MORNING.toISOString()
  await saveUpdates(trx, planId, [{ itemId, kind: 'update', personId, recordedAt, note: String(number) }])
  const after = { number, conversation, itemId, question, email, note: await note() }
  await leaveWord(trx, planId, { before, after })
  if (ends === 'by an error') throw new Error('changed its mind')
  if (ends === 'with a full disk') {
    await setDisk(trx, 'full')
    await leaveWord(trx, planId, { before, after: { ...after, note: 'x'.repeat(3_000_000) } })
  }
  if (ends === 'with a commit that fails') {
    await breakReference(trx, -number)
  }
}

async function leaveWord(trx: Writing, planId: number, word: Word): Promise<void> {
  const nobody = { by: '', identity: '', onBehalfOf: null, message: null }
  await appendTrail(trx, planId, { at: '', ...nobody, action: 'test', ref: null, ...word })
}

async function words(db: Database, { planId }: About): Promise<readonly Word[]> {
  const rows = await readTrail(db, planId)
  return rows.filter(({ action }) => action === 'test').map((row) => row as unknown as Word)
}

/** Expects each to have found what the ones before it left, and the tables to hold what the last ones did. */
async function expectToFollowFrom(all: readonly Word[], db: Database): Promise<void> {
  const notes = new Map<number, string | null>()
  const spokenOf = new Map<string, number>()
  const questions = new Map<string, string>()
  let known: string | null = null
  for (const { before, after } of all) {
    const { number, conversation, itemId, question, email, note } = after
    expect(before).toEqual({ note: notes.has(itemId) ? notes.get(itemId) : before.note, email: known })
    expect(note).toBe(String(number))
    notes.set(itemId, note)
    spokenOf.set(conversation, itemId)
    if (question === 'asked') questions.set(conversation, String(number))
    if (question === 'ended') questions.delete(conversation)
    known = email ?? known
  }
  const conversations = await db.selectFrom('conversations').selectAll().execute()
  expect(new Map(conversations.map((each) => [each.conversation, each.lastItemId]))).toEqual(spokenOf)
  const pending = await db.selectFrom('pendingQuestions').selectAll().execute()
  expect(
    new Map(pending.map((each) => [each.conversation, (JSON.parse(each.question) as { text: string }).text])),
  ).toEqual(questions)
}
