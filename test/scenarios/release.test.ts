import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../data/deliveries.ts'
import { loadPlan } from '../../data/plans.ts'
import { verifyTrail } from '../../data/trail.ts'
import { paperSource } from '../../src/attachments/paper-source.ts'
import { bodyCalled } from '../../src/lookup/bodies.ts'
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
  return `${head}  - code: improvement-board\n    ${kind}${lines}\n${rest}`
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
