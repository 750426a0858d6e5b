import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createTestApp } from '../support/app.ts'
import { temporaryFolder } from '../support/folder.ts'

test('a database of before there were editions is brought up to date, and keeps all that was said', async () => {
  const path = join(temporaryFolder(), 'plan.sqlite')
  const before = await createTestApp({ database: `sqlite:${path}` })
  await before.say('update B5(a) red the supplier left', { as: 'SLSPPEP' })
  await before.close()
  const sqlite = new SqliteDatabase(path)
  sqlite.exec(`
    drop table editions; drop table measures; drop index decisions_by_plan_id_decided_at;
    delete from kysely_migration where name = '0002-editions'`)
  sqlite.close()
  const after = await createTestApp({ database: `sqlite:${path}` })
  expect(await after.say('digest board')).toMatch(/B5\(a\) Sign new.*▲ Red.*“the supplier left”/)
  expect(await after.say('digest board')).toContain('Area of concern C: none reported.')
  await after.close()
})
