import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../../data/database.ts'
import { importPlan, previewImport } from '../../../data/import/import.ts'
import { loadPlan, planAsAt } from '../../../data/plans.ts'
import { verifyTrail } from '../../../data/trail.ts'
import { projectFile } from '../../../src/shell/project.ts'
import { planFrom, TINY } from '../../support/app.ts'

// Its time zone when that database was written.
const FILE = { ...planFrom(TINY), timeZone: 'Europe/Dublin' }

/** A database of the released version, with the tiny plan as that version imported it. */
const RELEASED = 'test/fixtures/databases/before-delivery-columns.sqlite'

describe('the file that a database of before an upgrade was imported from', () => {
  const options = { now: new Date('2021-02-01T09:00:00Z'), today: '2021-02-01' }
  let folder: string
  let db: Database

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wsoa-test-'))
    const path = join(folder, 'plan.sqlite')
    copyFileSync(projectFile(RELEASED), path)
    db = await openDatabase(`sqlite:${path}`, { create: false })
  })
  afterAll(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  test('fills in how exact the dates are, and changes nothing else', async () => {
    const before = await loadPlan(db)
    const preview = await previewImport(db, FILE, options)
    expect(preview.questions).toEqual([])
    expect([
      ...new Set(
        preview.changes.map(({ kind, text, ref }) => (kind === 'exactness' ? kind : `${ref} ${text}`)),
      ),
    ]).toEqual(['exactness'])
    await importPlan(db, FILE, options)
    const after = await loadPlan(db)
    const isExact = ({ due }: (typeof after.items)[number]) => due === null || due.exact !== undefined
    expect(before.items.some(isExact)).toBe(true)
    expect(before.items.every(isExact)).toBe(false)
    expect(after.items.every(isExact)).toBe(true)
    const withoutExact = (value: unknown) => JSON.parse(JSON.stringify(value).replace(/,"exact":"\w+"/g, ''))
    expect(withoutExact(after.items)).toEqual(withoutExact(before.items))
    const past = planAsAt(after, { at: '2020-12-01T00:00:00.000Z' })
    expect(past.items).toEqual(planAsAt(before, { at: '2020-12-01T00:00:00.000Z' }).items)
    expect((await verifyTrail(db)).broken).toBeNull()
  })

  test('changes nothing at all the next time', async () => {
    expect((await previewImport(db, FILE, options)).changes).toEqual([])
  })
})
