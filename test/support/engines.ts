import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** A database of a test, and how it goes away. */
interface Made {
  readonly url: string
  readonly drop: () => Promise<void>
}

interface TestEngine {
  /** A place for a database; there is none yet. */
  readonly place: () => Made
  /** Does what the engine wants done before a database can be opened at a new place. */
  readonly prepare: (url: string) => Promise<void>
  /** A copy of a database that nobody has open. */
  readonly copy: (url: string) => Promise<Made>
}

/** The server that tests run on, where they run on PostgreSQL. */
const SERVER = process.env.TEST_POSTGRESQL

export const testEngine: TestEngine = SERVER === undefined ? sqlite() : postgresql(SERVER)

function sqlite(): TestEngine {
  const place = () => {
    const folder = mkdtempSync(join(tmpdir(), 'wsoa-test-'))
    const drop = async () => rmSync(folder, { recursive: true, force: true })
    return { url: `sqlite:${join(folder, 'wsoa.sqlite')}`, drop }
  }
  return {
    place,
    prepare: async () => {},
    copy: async (url) => {
      const made = place()
      copyFileSync(pathOf(url), pathOf(made.url))
      return made
    },
  }
}

function pathOf(url: string): string {
  return url.replace(/^sqlite:/, '')
}

function postgresql(server: string): TestEngine {
  const place = () => {
    const name = `test_${randomBytes(8).toString('hex')}`
    const url = new URL(server)
    url.pathname = name
    return {
      url: url.href,
      drop: () => command(server, `drop database if exists ${name} with (force)`),
    }
  }
  return {
    place,
    prepare: async (url) => {
      const name = nameOf(url)
      const { rows } = await asked(server, `select 1 from pg_database where datname = '${name}'`)
      if (rows.length === 0) await command(server, `create database ${name}`)
    },
    copy: async (url) => {
      const made = place()
      await command(server, `create database ${nameOf(made.url)} template ${nameOf(url)}`)
      return made
    },
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

async function command(server: string, statement: string): Promise<void> {
  await asked(server, statement)
}

async function asked(server: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}
