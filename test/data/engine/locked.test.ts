import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimDue } from '../../../data/delivery-leases.ts'
import { failureOf } from '../../../data/engine/failure.ts'
import { saveTick } from '../../../data/ticks.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import { temporaryFolder } from '../../support/folder.ts'

const LOCKED = 'Not saved. The database is locked by another program. Try again in a moment.'

let bot: TestApp
let neighbour: SqliteDatabase.Database

beforeEach(async () => {
  const path = join(temporaryFolder(), 'wsoa.sqlite')
  bot = await createTestApp({ database: `sqlite:${path}` })
  neighbour = new SqliteDatabase(path)
  neighbour.exec('begin immediate')
})
afterEach(async () => {
  if (neighbour.inTransaction) neighbour.exec('rollback')
  neighbour.close()
  await bot.close()
})

/** The longest time for which the event loop stood still meanwhile, in milliseconds. */
async function standstill(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 10)
  await work()
  clearInterval(timer)
  return longest
}

test('a neighbour’s lock holds up no question, however many changes wait for it', async () => {
  const ended: string[] = []
  const changes = Array.from({ length: 5 }, async (_, number) => {
    const answer = await bot.say(`update C2 red the backlog grew ${number}`, { conversation: `c${number}` })
    ended.push('change')
    return answer
  })
  const questions = ['overdue', 'status C2', 'who owns B5(b)?'].map(async (question) => {
    const reply = await bot.tell(question, { conversation: question })
    ended.push('question')
    return reply.ok
  })
  expect(await Promise.all(questions)).toEqual([true, true, true])
  expect(ended).toEqual(['question', 'question', 'question'])
  expect(await Promise.all(changes)).toEqual(Array(5).fill(LOCKED))
})

test('changes wait for a neighbour side by side, none behind another, and are made when it is done', async () => {
  const changes = Array.from({ length: 5 }, (_, number) =>
    bot.say(`update C2 red the backlog grew ${number}`, { conversation: `c${number}` }),
  )
  expect(await bot.say('overdue')).toContain('overdue')
  neighbour.exec('commit')
  expect((await Promise.all(changes)).filter((answer) => !answer.includes('Recorded: C2'))).toEqual([])
})

test('a neighbour’s lock does not stop the event loop, whatever waits for it', async () => {
  const now = new Date('2020-12-01T09:00:00Z')
  const lease = { token: 'x', now, until: now }
  const longest = await standstill(async () => {
    const claimed = claimDue(bot.db, 1, { now, lease, sort: 'others', platforms: ['terminal'] }).catch(
      failureOf,
    )
    const ticked = saveTick(bot.db, now).catch(failureOf)
    expect(await Promise.all([claimed, ticked, bot.say('update C2 red the backlog grew')])).toEqual([
      'busy',
      'busy',
      LOCKED,
    ])
  })
  expect(longest).toBeLessThan(1_500)
})

test('a message that comes again gets its receipt while a neighbour holds the lock', async () => {
  neighbour.exec('rollback')
  const first = await bot.say('update C2 red the backlog grew', { key: 'm1' })
  neighbour.exec('begin immediate')
  expect(await bot.say('update C2 red the backlog grew', { key: 'm1' })).toBe(first)
})
