import type { Kysely, Migration } from 'kysely'

/** The columns at the time of this migration that it reads and writes. */
interface Tables {
  readonly deliveries: {
    readonly key: string
    readonly kind: string
    readonly edition: number | null
    readonly page: number | null
  }
}

/**
 * The edition and the page of a digest were parts of its key until now, `digest:board:2020-12-08:1:slack/C1:2`, and the
 * edition part of its paper's, `paper:board:2020-12-08:1:slack/C1`. A channel may contain colons.
 */
export const deliveryColumns: Migration = {
  async up(db: Kysely<Tables>) {
    for (const column of ['edition', 'page']) {
      await db.schema.alterTable('deliveries').addColumn(column, 'integer').execute()
    }
    const rows = await db
      .selectFrom('deliveries')
      .select(['key', 'kind'])
      .where('kind', 'in', ['digest', 'paper'])
      .execute()
    for (const { key, kind } of rows) {
      const edition = numberIn(key, /^\w+:[^:]+:[^:]+:(\d+):/)
      const page = kind === 'digest' ? numberIn(key, /:(\d+)$/) : null
      await db.updateTable('deliveries').set({ edition, page }).where('key', '=', key).execute()
    }
  },
}

function numberIn(key: string, pattern: RegExp): number | null {
  const found = key.match(pattern)?.[1]
  return found === undefined ? null : Number(found)
}
