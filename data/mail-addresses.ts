import { randomInt } from 'node:crypto'
import { MAIL, mailAccount } from '../src/domain/mail-address.ts'
import type { Database, Writing } from './database.ts'
import { saveReference } from './platform-references.ts'

/** An address that waits for the number in its test message. */
export interface MailProof {
  readonly personId: number
  /** What the record calls the address. */
  readonly account: string
  readonly number: number
  readonly sentAt: string
  readonly wrongNumbers: number
}

/** Keeps an address to be tested, in the place of an earlier one, and makes the number that proves it. */
export async function beginMailProof(
  trx: Writing,
  {
    personId,
    address,
    sentAt,
  }: { readonly personId: number; readonly address: string; readonly sentAt: string },
): Promise<MailProof> {
  const proof = { personId, account: mailAccount(address), number: randomInt(100_000, 1_000_000), sentAt }
  await saveReference(trx, { ...MAIL, place: proof.account, reference: address })
  await endMailProof(trx, personId)
  return trx
    .insertInto('mailProofs')
    .values(proof)
    .returning(['personId', 'account', 'number', 'sentAt', 'wrongNumbers'])
    .executeTakeFirstOrThrow()
}

export function findMailProof(db: Database, personId: number): Promise<MailProof | undefined> {
  return db.selectFrom('mailProofs').selectAll().where('personId', '=', personId).executeTakeFirst()
}

export async function countWrongNumber(trx: Writing, { personId, wrongNumbers }: MailProof): Promise<void> {
  await trx
    .updateTable('mailProofs')
    .set({ wrongNumbers: wrongNumbers + 1 })
    .where('personId', '=', personId)
    .execute()
}

export async function endMailProof(trx: Writing, personId: number): Promise<void> {
  await trx.deleteFrom('mailProofs').where('personId', '=', personId).execute()
}

/** Addresses by what the record calls them. */
export async function listMailAddresses(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('platformReferences')
    .select(['place', 'reference'])
    .where('platform', '=', MAIL.platform)
    .execute()
  return new Map(rows.map(({ place, reference }) => [place, reference]))
}

/** Forgets tests that nobody answered, and addresses to which nothing is to be sent any more. */
export async function forgetMailAddresses(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('mailProofs').where('sentAt', '<', before.toISOString()).execute()
  await db
    .deleteFrom('platformReferences')
    .where('platform', '=', MAIL.platform)
    .where('place', 'not in', (of) =>
      of.selectFrom('identities').select('userId').where('platform', '=', MAIL.platform),
    )
    .where('place', 'not in', (of) => of.selectFrom('mailProofs').select('account'))
    .where('place', 'not in', (of) =>
      of
        .selectFrom('deliveries')
        .select((row) => row.fn.coalesce('userId', row.val('')).as('userId'))
        .where('platform', '=', MAIL.platform)
        .where('state', 'in', ['planned', 'sending', 'unknown', 'held', 'failed']),
    )
    .execute()
}
