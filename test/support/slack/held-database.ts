import type { Database } from '../../../data/database.ts'

/** Lets no transaction begin until it is released. */
export async function holdDatabase(db: Database): Promise<{ readonly release: () => void }> {
  let release = () => {}
  await new Promise<void>((begun) => {
    void db.transaction().execute(
      () =>
        new Promise<void>((end) => {
          release = end
          begun()
        }),
    )
  })
  return { release: () => release() }
}
