import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { verifyTrail } from '../../data/trail.ts'
import { createTestApp } from '../support/app.ts'
import { openTestDatabase } from '../support/database.ts'
import { startService } from '../support/service.ts'
import { createShell } from '../support/shell.ts'

const LATER = ['--now', '2045-01-01T09:00:00Z']

function removalsIn(path: string): number {
  const file = new SqliteDatabase(path, { readonly: true })
  const number = file.prepare<[], number>('select count(*) from removals').pluck().get() ?? 0
  file.close()
  return number
}

async function brokenIn(path: string) {
  const db = await openTestDatabase(`sqlite:${path}`)
  const { broken } = await verifyTrail(db)
  await db.destroy()
  return broken
}

test('retention that is killed in the middle leaves a trail that verifies, and goes on when it is run again', async () => {
  const shell = createShell()
  const path = join(shell.folder, 'wsoa.sqlite')
  const env = { DATABASE_URL: `sqlite:${path}` }
  const bot = await createTestApp({ database: `sqlite:${path}` })
  for (let number = 0; number < 400; number += 1) {
    bot.later({ minutes: 1 })
    await bot.say(`update C2 ${number % 2 === 0 ? 'amber' : 'red'} the ocelot number ${number}`)
  }
  await bot.close()
  const { child, ended } = shell.start(['retention', ...LATER], { env })
  while (removalsIn(path) < 2) await setImmediate()
  child.kill('SIGKILL')
  await ended
  expect(await brokenIn(path)).toBeNull()
  const left = await shell.run(['retention', '--dry-run', ...LATER], { env })
  expect(left.out).toContain('This would go:')
  expect((await shell.run(['retention', ...LATER], { env })).out).toContain('Removed:')
  expect(await brokenIn(path)).toBeNull()
  expect(readFileSync(path).includes('ocelot')).toBe(false)
  expect((await shell.run(['retention', '--dry-run', ...LATER], { env })).out).toContain('Nothing would go.')
  shell.close()
})

test('retention, a removal and a service that records updates do not get in each other’s way', async () => {
  const service = await startService()
  const { shell, env, path } = service
  const answers: number[] = []
  let isOver = false
  const typing = (async () => {
    for (let number = 0; !isOver; number += 1) {
      const { status } = await service.command(`update C2 amber the ibis number ${number}`)
      answers.push(status)
    }
  })()
  for (let round = 0; round < 3; round += 1) {
    expect(await shell.run(['retention', ...LATER], { env })).toMatchObject({ exit: 0 })
    const removed = await shell.run(['remove-text', '--words', 'the ibis', '--reason', 'a test'], { env })
    expect(removed).toMatchObject({ exit: 0 })
  }
  isOver = true
  await typing
  expect(answers.length).toBeGreaterThan(3)
  expect([...new Set(answers)]).toEqual([200])
  expect(await brokenIn(path)).toBeNull()
  const file = new SqliteDatabase(path, { readonly: true })
  const recorded = file
    .prepare<[], number>("select count(*) from updates where kind = 'update'")
    .pluck()
    .get()
  file.close()
  expect(recorded).toBe(answers.length)
  await service.close()
  expect(await brokenIn(path)).toBeNull()
})
