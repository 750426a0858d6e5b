import { sql } from 'kysely'
import { StorageError } from '../../src/errors.ts'
import { GENESIS } from '../audit/stored.ts'
import { type Database, SCHEMA } from '../database.ts'
import { engineOf } from '../engine/engine.ts'
import { verifyTrail } from '../trail.ts'
import type { TrailEnds } from './manifest.ts'

export interface Proved {
  readonly schema: string
  readonly trail: TrailEnds
}

/**
 * Reads all of a copy: that each page and index is whole, that every reference holds, and that the trail is what was
 * written. The trail of an earlier version can only be verified once its schema was brought up to date.
 * @throws StorageError that says what is wrong
 */
export async function prove(copy: Database): Promise<Proved> {
  const damage = await engineOf(copy).damage(copy, { isThorough: true })
  if (damage !== undefined) throw new StorageError(`it is damaged (${damage})`, { failure: 'damaged' })
  const orphan = await engineOf(copy).orphan(copy)
  if (orphan)
    throw new StorageError(`a row of ${orphan.table} refers to one of ${orphan.parent} that is not there`, {
      failure: 'damaged',
    })
  const schema = await schemaOf(copy)
  const { broken } = schema === SCHEMA ? await verifyTrail(copy) : { broken: null }
  if (broken) {
    const place = broken.seq === null ? '' : ` at entry #${broken.seq}`
    throw new StorageError(`its trail is broken${place}: ${broken.problem}`, { failure: 'damaged' })
  }
  return { schema, trail: await trailEnds(copy) }
}

/** The first and the latest entry of the trail, in any version of the schema. */
export async function trailEnds(copy: Database): Promise<TrailEnds> {
  const entries = copy.selectFrom('trail').select('hash')
  const first = await entries.orderBy('seq').limit(1).executeTakeFirst()
  const head = await entries.orderBy('seq', 'desc').limit(1).executeTakeFirst()
  const { number } = await copy
    .selectFrom('trail')
    .select(({ fn }) => fn.countAll<number>().as('number'))
    .executeTakeFirstOrThrow()
  return { first: first?.hash ?? GENESIS, head: head?.hash ?? GENESIS, entries: number }
}

async function schemaOf(copy: Database): Promise<string> {
  return (await migrationsOf(copy)).at(-1) ?? ''
}

/** The changes that the schema of a copy has been through, in their order. */
export async function migrationsOf(copy: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(copy)
  return rows.map(({ name }) => name)
}
