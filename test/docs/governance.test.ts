import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { openTestDatabase } from '../support/database.ts'
import { blocksOf, readDocument } from './document.ts'

const FOLDER = 'docs/governance'
const PAGES = readdirSync(projectFile(FOLDER)).map((name) => `${FOLDER}/${name}`)

/** The cells of each row of the tables of a page, without their headings. */
function rowsOf(document: string): readonly (readonly string[])[] {
  return [...document.matchAll(/^\|(.*)\|$/gm)]
    .map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
    .filter(([first = '']) => !/^(?:-+|table|#|)$/.test(first))
}

/** What stands between backticks. */
function named(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

describe('the inventory of personal data', () => {
  test('lists each table with its columns of text and those that point at a person, and no other', async () => {
    const listed = rowsOf(readDocument(`${FOLDER}/personal-data.md`)).map(([table = '', ...cells]) => [
      named(table).join(),
      [...new Set(cells.flatMap(named))].sort(),
    ])
    expect(new Map(listed.sort() as [string, string[]][])).toEqual(new Map(await schemaNow()))
  })
})

/** The tables of a new database, each with the columns that hold text or refer to a person. */
async function schemaNow(): Promise<[string, string[]][]> {
  const db = await openTestDatabase()
  try {
    const tables = await db.introspection.getTables()
    const listed = tables.map(async ({ name, columns }): Promise<[string, string[]]> => {
      const { rows } = await sql<{ from: string }>`
        select "from" from pragma_foreign_key_list(${name}) where "table" = 'people'`.execute(db)
      const texts = columns.filter(({ dataType }) => !/^(?:integer|real)$/i.test(dataType))
      return [name, [...new Set([...texts.map((each) => each.name), ...rows.map(({ from }) => from)])].sort()]
    })
    return (await Promise.all(listed)).sort()
  } finally {
    await db.destroy()
  }
}
