import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../data/database.ts'
import { listDeliveries } from '../../data/deliveries.ts'
import { loadPlan } from '../../data/plans.ts'
import { planAhead } from '../../src/deliveries/plan-ahead.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createShell, type Shell } from '../support/shell.ts'

/**
 * A database that commit 8a54f83 wrote, the last without the columns `edition` and `page`, and what that program
 * answered about it: digests planned, held, sent in several pages and refused, papers, a moved meeting with a second
 * edition, a cancelled meeting and an extra one.
 */
const RELEASED = projectFile('test/fixtures/databases/before-delivery-columns')

const { now, answers } = JSON.parse(readFileSync(`${RELEASED}.json`, 'utf8')) as {
  now: string
  answers: Readonly<Record<string, unknown>>
}

let shell: Shell
beforeAll(() => {
  shell = createShell()
  for (const name of ['answering', 'migrated']) {
    copyFileSync(`${RELEASED}.sqlite`, join(shell.folder, `${name}.sqlite`))
  }
})
afterAll(() => shell.close())

describe('a database of a released version gives the same answers', () => {
  test.each(Object.entries(answers))('to %s', async (line, answer) => {
    const env = { DATABASE_URL: 'sqlite:answering.sqlite' }
    const { exit, data } = await shell.json([...line.split(' '), '--now', now], { env })
    // A later version may say more.
    expect({ exit, data }).toMatchObject({ exit: 0, data: answer })
  })
})

test('its digests and papers get their edition and page as columns, and planning changes none of them', async () => {
  const db = await openDatabase(`sqlite:${join(shell.folder, 'migrated.sqlite')}`, { create: false })
  const all = await listDeliveries(db, 1)
  const part = (key: string, index: number) => Number(key.split(':').at(index))
  const isDigest = (kind: string) => kind === 'digest'
  for (const { key, kind, edition, page } of all) {
    const inEdition = isDigest(kind) || kind === 'paper'
    expect({ key, edition, page }).toEqual({
      key,
      edition: inEdition ? part(key, 3) : null,
      page: isDigest(kind) ? part(key, -1) : null,
    })
  }
  const moved = all.filter(({ key }) => key.startsWith('digest:steering-group:2020-12-10:2:terminal/C1:'))
  expect(moved.map(({ edition, page }) => [edition, page])).toEqual(
    [1, 2, 3, 4, 5, 6].map((page) => [2, page]),
  )
  const model = await loadPlan(db)
  await db.transaction().execute((trx) => planAhead(trx, model, new Date(now)))
  expect(await listDeliveries(db, 1)).toEqual(all)
  await db.destroy()
})
