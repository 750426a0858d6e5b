import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { loadPlan } from '../../data/plans.ts'
import { verifyTrail } from '../../data/trail.ts'
import { paperSource } from '../../src/attachments/paper-source.ts'
import { bodyCalled } from '../../src/lookup/bodies.ts'
import { paperOf } from '../../src/paper/paper.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { createTestApp, SAMPLE, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { personAt } from '../support/people.ts'

let bot: TestApp
let folder: string

async function begin(lines: string): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'wsoa-release-'))
  const path = join(folder, 'plan.yaml')
  writeFileSync(path, withLines(lines))
  bot = await createTestApp({ plan: path })
  await personAt(bot.db, 'ADES')
}

function withLines(lines: string): string {
  const text = readFileSync(SAMPLE, 'utf8')
  const [head, rest] = text.split('  - code: improvement-board\n    kind: partnership-board\n')
  const kind = lines.startsWith('kind:') ? '' : 'kind: partnership-board\n    '
  // A cabinet's chair decides nothing alone.
  const policies = kind === '' ? head?.replace(/ {2}chairsAction:.*\n/, '') : head
  return `${policies}  - code: improvement-board\n    ${kind}${lines}\n${rest}`
}

afterEach(async () => {
  await bot.close()
  rmSync(folder, { recursive: true, force: true })
})

async function told(kind: string) {
  const { id } = await bot.db.selectFrom('plans').select('id').executeTakeFirstOrThrow()
  return (await listDeliveries(bot.db, id)).filter(
    (each) =>
      each.kind === kind &&
      each.subject.meetingDay === '2020-12-08' &&
      each.subject.body === 'improvement-board',
  )
}

async function notices(words: string): Promise<readonly string[]> {
  const rows = await bot.db
    .selectFrom('deliveries')
    .innerJoin('people', 'people.id', 'deliveries.personId')
    .select(['people.code', 'deliveries.state', 'deliveries.outcome'])
    .where('kind', '=', 'notice')
    .where('payload', 'like', `%${words}%`)
    .orderBy('people.code')
    .execute()
  // Whoever has no account here is told nothing, and that is said; what was taken back has no reason.
  return rows
    .filter(({ state, outcome }) => state !== 'withdrawn' || outcome !== null)
    .map(({ code }) => code)
}

describe('a board whose digest is released by name', () => {
  beforeEach(() => begin('release: named\n    releasedBy: ADES'))

  test('its figures are stored nine working days before, and the releaser gets the draft with the button', async () => {
    await tickAt(bot, '2020-11-25T12:05:00Z')
    expect((await told('cut-off'))[0]).toMatchObject({ state: 'sent', dueAt: '2020-11-25T12:00:00.000Z' })
    expect(await notices('waits to be released')).toContain('ADES-holder')
  })

  test('nothing unreleased leaves by any way, and at its time whoever releases it is told', async () => {
    await tickAt(bot, '2020-11-25T12:05:00Z')
    for (const as of ['SLSPPEP', 'chair:improvement-board', 'member:improvement-board']) {
      for (const line of ['digest board', 'digest board on 8 December 2020', 'paper board'])
        expect(await bot.say(line, { as })).toContain('is told is not released yet')
      expect(await bot.say('release board', { as })).toContain('ADES or the coordinator releases')
    }
    const model = await loadPlan(bot.db)
    const body = bodyCalled('improvement-board', model)
    await expect(paperSource(bot.db, model, { body, now: bot.now() })).rejects.toThrow('not released yet')
    expect(await bot.say('digest board', { as: 'ADES' })).toContain('As at the cut-off')
    expect(await bot.say('digest board', { from: { isPrivate: false, isOpen: true } })).toContain(
      'not released yet',
    )
    await tickAt(bot, '2020-11-30T09:05:00Z')
    expect((await told('digest')).map(({ state }) => state)).toEqual(['held'])
    expect(await notices('is not released, so its digest has not gone out')).toEqual(
      expect.arrayContaining(['ADES-holder']),
    )
    // Its meeting begins, and it still has not gone out.
    await tickAt(bot, '2020-12-08T18:00:00Z')
    expect((await told('digest')).map(({ state }) => state)).toEqual(['missed'])
  })

  test('released before its time it goes out at its time, once, and everybody may read it', async () => {
    await tickAt(bot, '2020-11-25T12:05:00Z')
    expect(await bot.say('release board', { as: 'ADES' })).toContain(
      'Released: the SEND Improvement Board of Tuesday 8 December 2020 is told on 30 Nov 2020, 9am',
    )
    expect(await bot.say('release board')).toContain('released already')
    expect(await bot.say('digest board', { as: 'SLSPPEP' })).toContain('As at the cut-off')
    await tickAt(bot, '2020-11-26T09:05:00Z')
    expect((await told('digest')).map(({ state }) => state)).toEqual(['planned'])
    await tickAt(bot, '2020-11-30T09:05:00Z')
    expect((await told('digest')).filter(({ page }) => page === 1).map(({ state }) => state)).toEqual([
      'sent',
    ])
    expect(await notices('is not released, so its digest has not gone out')).toEqual([])
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })

  test('released late it goes out at once', async () => {
    await tickAt(bot, '2020-12-01T10:00:00Z')
    expect(await bot.say('digest send board')).toContain('is told now')
    await tickAt(bot, '2020-12-01T10:02:00Z')
    expect((await told('digest')).filter(({ page }) => page === 1).map(({ state }) => state)).toEqual([
      'sent',
    ])
  })
})

describe('a committee', () => {
  beforeEach(() => begin('kind: cabinet'))

  test('is never told by the bot: its figures are stored twenty working days before, and its paper is out when somebody says so', async () => {
    await tickAt(bot, '2020-11-30T09:05:00Z')
    expect(await told('digest')).toEqual([])
    expect(await bot.say('paper board', { as: 'SLSPPEP' })).toContain('not released yet')
    expect(await bot.say('paper board')).toContain('is on its way to you')
    expect(await bot.say('release board')).toContain('told by Democratic Services')
    expect(await bot.say('circulated board urgent because the chair agreed it on 27 November')).toContain(
      'was taken as urgent business on Monday 30 November 2020: the chair agreed it',
    )
    expect(await bot.say('circulated board on 30 November 2020')).toContain('recorded already')
    expect(await bot.say('paper board', { as: 'SLSPPEP' })).toContain('is on its way to you')
  })
})

test('check refuses a releaser that the plan does not know', async () => {
  await begin('release: named')
  const { errors } = readPlanFile(withLines('release: named\n    releasedBy: NOBODY'))
  expect(errors.map(({ text }) => text).join()).toContain('NOBODY')
})

test('a correction goes under a digest that is out, wherever it went, and the next paper opens with it', async () => {
  await begin('release: automatic')
  expect(await bot.say('correct board C2 was red because a row was mixed up')).toContain('nothing to correct')
  await tickAt(bot, '2020-11-30T09:05:00Z')
  await bot.say('paper board', { as: 'SLSPPEP' })
  await tickAt(bot, '2020-12-01T09:05:00Z')
  expect(await bot.say('correct board C2 was red because a row was mixed up', { as: 'SLSPPEP' })).toContain(
    'Only the coordinator',
  )
  bot.later(new Date('2020-12-02T10:15:00Z'))
  const before = await bot.db.selectFrom('editions').select('factsHash').orderBy('id').execute()
  const receipt = await bot.say(
    'correct board C2 was red, not amber; reds are 5, not 4, because a row was mixed up',
  )
  const text =
    'Correction to the digest for Tuesday 8 December 2020: C2 was red, not amber; reds are 5, not 4. Why: a row was mixed up. Issued Wednesday 2 December 2020, 10:15am.'
  expect(receipt).toContain(text)
  expect(receipt).toContain('To be told by hand')
  await tickAt(bot, '2020-12-02T10:17:00Z')
  const rows = await bot.db
    .selectFrom('deliveries')
    .select(['state', 'underKey', 'payload'])
    .where('key', 'like', 'note:%:correction:1')
    .execute()
  expect(rows.map(({ state, underKey }) => [state, underKey !== null])).toEqual([['sent', true]])
  expect(rows[0]?.payload).toContain('Correction to the digest')
  expect(
    (await bot.db.selectFrom('editions').select('factsHash').orderBy('id').execute()).slice(0, before.length),
  ).toEqual(before)
  // The figures of the digest that was corrected stay; the next one opens with it.
  expect(await bot.say('digest board on 8 December 2020')).not.toContain('Correction')
  bot.later(new Date('2020-12-09T10:00:00Z'))
  expect(await bot.say('digest board')).toContain(text)
  const model = await loadPlan(bot.db)
  const { edition, past } = await paperSource(bot.db, model, {
    body: bodyCalled('improvement-board', model),
    now: bot.now(),
  })
  expect(paperOf(edition, past).parts[0]).toMatchObject({ heading: 'Corrections' })
  expect((await verifyTrail(bot.db)).broken).toBeNull()
})
