import { type Kysely, type Migration, sql } from 'kysely'

interface Tables {
  readonly people: { readonly id: number; readonly seatOfId: number | null }
  readonly assignments: {
    readonly personId: number
    readonly roleId: number
    readonly kind: string
    readonly fromDay: string
  }
  readonly identities: { readonly personId: number; readonly platform: string }
}

/**
 * An import gave each post a person of the post's own code as its holder from the beginning. That row is the post's own seat:
 * it speaks for the post in the shell, and is nobody. One that a chat account is linked to is a person whose name is not
 * known yet.
 */
export const seats: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable('people')
      .addColumn('seatOfId', 'integer', (column) => column.references('roles.id'))
      .execute()
    const first = await db
      .selectFrom('assignments')
      .select(['personId', 'roleId'])
      .where('kind', '=', 'holder')
      .where('fromDay', '=', '1900-01-01')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('identities')
              .select(sql<number>`1`.as('one'))
              .whereRef('identities.personId', '=', 'assignments.personId')
              .where('platform', '!=', 'terminal'),
          ),
        ),
      )
      .execute()
    for (const { personId, roleId } of first)
      await db.updateTable('people').set({ seatOfId: roleId }).where('id', '=', personId).execute()
  },
}
