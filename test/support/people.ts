import type { Database } from '../../data/database.ts'
import { listPeople, listSeats, type Person, savePerson } from '../../data/people.ts'

/** The person of a code; for a post that nobody holds, somebody who is called by it and holds it from the beginning. */
export async function personAt(db: Database, code: string): Promise<Person> {
  const people = await listPeople(db)
  const known = people.find((each) => each.code === code || each.code === `${code}-holder`)
  if (known) return known
  const seat = (await listSeats(db)).find((each) => each.code === code)
  if (!seat) throw new Error(`nobody is ${code}`)
  return db.transaction().execute(async (trx) => {
    const { planId } = await trx
      .selectFrom('people')
      .select('planId')
      .where('id', '=', seat.id)
      .executeTakeFirstOrThrow()
    const person = await savePerson(trx, planId, { code: `${code}-holder`, name: seat.name })
    await trx
      .updateTable('assignments')
      .set({ personId: person.id })
      .where('personId', '=', seat.id)
      .execute()
    return person
  })
}
