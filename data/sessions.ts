import { createHash, randomBytes } from 'node:crypto'
import { forgetAssistantTokens } from './assistant-tokens.ts'
import type { Database, Writing } from './database.ts'
import { among } from './engine/among.ts'
import type { IdentityKey } from './people.ts'

/** However long somebody goes on, and however long they do nothing. */
const LONGEST_MS = 8 * 3_600_000
const IDLE_MS = 3_600_000
/** That a session was used is written no more often. */
const NOTED_MS = 5 * 60_000
/** How long a link signs somebody in. */
export const LINK_MINUTES = 10
/** How long a page can show again what it showed. */
const NOTE_KEPT_MS = 86_400_000

const SESSION_BYTES = 32
const LINK_BYTES = 16

/** An account that is signed in, as far as Microsoft or Slack told of it. */
export interface SignedIn extends IdentityKey {
  readonly profile?: { readonly name: string; readonly email: string | null }
  readonly isGuest?: true
}

/** Begins a session of an account, and returns what its cookie holds. */
export async function beginSession(db: Database, signedIn: SignedIn, now: Date): Promise<string> {
  const token = randomBytes(SESSION_BYTES).toString('base64url')
  const at = now.toISOString()
  await db
    .insertInto('webSessions')
    .values({
      hash: hashOf(token),
      ...accountOf(signedIn),
      name: signedIn.profile?.name ?? null,
      email: signedIn.profile?.email ?? null,
      isGuest: signedIn.isGuest ? 1 : 0,
      startedAt: at,
      usedAt: at,
    })
    .execute()
  return token
}

/** The account of a session that goes on. */
export async function findSession(db: Database, token: string, now: Date): Promise<SignedIn | undefined> {
  const session = await db
    .selectFrom('webSessions')
    .selectAll()
    .where('hash', '=', hashOf(token))
    .where('startedAt', '>', before(now, LONGEST_MS))
    .where('usedAt', '>', before(now, IDLE_MS))
    .executeTakeFirst()
  if (!session) return undefined
  if (session.usedAt <= before(now, NOTED_MS)) {
    await db
      .updateTable('webSessions')
      .set({ usedAt: now.toISOString() })
      .where('hash', '=', session.hash)
      .execute()
  }
  const { name, email, isGuest } = session
  return {
    ...accountOf(session),
    ...(name === null ? {} : { profile: { name, email } }),
    ...(isGuest === 1 ? { isGuest: true } : {}),
  }
}

export async function endSession(db: Database, token: string): Promise<void> {
  await db.deleteFrom('webSessions').where('hash', '=', hashOf(token)).execute()
}

/** Ends what accounts have open: they are nobody's any more, or somebody else's. */
export async function endSessionsOf(trx: Writing, identityIds: readonly number[]): Promise<void> {
  const accounts = await trx
    .selectFrom('identities')
    .select(['platform', 'tenant', 'userId'])
    .where(among('id', identityIds))
    .execute()
  for (const { platform, tenant, userId } of accounts) {
    for (const table of ['webSessions', 'signInLinks', 'calendarAddresses', 'assistantTokens'] as const) {
      await trx
        .deleteFrom(table)
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('userId', '=', userId)
        .execute()
    }
  }
}

/** Makes a link's token for an account; those it had before sign nobody in any more. */
export async function makeSignInLink(
  trx: Writing,
  { name, now, ...account }: IdentityKey & { readonly name: string; readonly now: Date },
): Promise<string> {
  const { platform, tenant, userId } = account
  await trx
    .deleteFrom('signInLinks')
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('userId', '=', userId)
    .execute()
  const token = randomBytes(LINK_BYTES).toString('base64url')
  await trx
    .insertInto('signInLinks')
    .values({ hash: hashOf(token), platform, tenant, userId, name, madeAt: now.toISOString() })
    .execute()
  return token
}

export interface SignInLink {
  readonly account: IdentityKey
  readonly name: string
}

/** Whom a link would sign in. Looking uses nothing up: chats and mail programs fetch every link. */
export async function findSignInLink(
  db: Database | Writing,
  token: string,
  now: Date,
): Promise<SignInLink | undefined> {
  const link = await db
    .selectFrom('signInLinks')
    .selectAll()
    .where('hash', '=', hashOf(token))
    .where('madeAt', '>', before(now, LINK_MINUTES * 60_000))
    .executeTakeFirst()
  return link && { account: accountOf(link), name: link.name }
}

/** Uses a link up; of two who press at once only one gets the account. */
export async function useSignInLink(
  db: Database,
  token: string,
  now: Date,
): Promise<IdentityKey | undefined> {
  const used = await db
    .deleteFrom('signInLinks')
    .where('hash', '=', hashOf(token))
    .where('madeAt', '>', before(now, LINK_MINUTES * 60_000))
    .returning(['platform', 'tenant', 'userId'])
    .executeTakeFirst()
  return used && accountOf(used)
}

/** What was begun with somebody else who says who a person is. The answer has to fit it. */
export interface SignInAttempt {
  /** With whom: `microsoft`. */
  readonly way: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Keeps that somebody began to sign in, and returns what their browser's cookie holds. */
export async function beginSignIn(
  db: Database,
  { way, state, nonce, verifier }: SignInAttempt,
  now: Date,
): Promise<string> {
  const token = randomBytes(SESSION_BYTES).toString('base64url')
  await db
    .insertInto('signInAttempts')
    .values({ hash: hashOf(token), way, state, nonce, verifier, begunAt: now.toISOString() })
    .execute()
  return token
}

/** Uses an attempt up, whatever comes of it: one answer is looked at, and no second. */
export async function useSignInAttempt(
  db: Database,
  token: string,
  now: Date,
): Promise<SignInAttempt | undefined> {
  return db
    .deleteFrom('signInAttempts')
    .where('hash', '=', hashOf(token))
    .where('begunAt', '>', before(now, LINK_MINUTES * 60_000))
    .returning(['way', 'state', 'nonce', 'verifier'])
    .executeTakeFirst()
}

/** Keeps what a page has to show to one account, and returns the name that its address gives it. */
export async function keepPageNote(
  db: Database,
  { account, note, now }: { readonly account: string; readonly note: string; readonly now: Date },
): Promise<string> {
  const token = randomBytes(LINK_BYTES).toString('base64url')
  await db
    .insertInto('pageNotes')
    .values({ hash: hashOf(token), account, note, keptAt: now.toISOString() })
    .execute()
  return token
}

export async function findPageNote(
  db: Database,
  { account, token, now }: { readonly account: string; readonly token: string; readonly now: Date },
): Promise<string | undefined> {
  const found = await db
    .selectFrom('pageNotes')
    .select('note')
    .where('hash', '=', hashOf(token))
    .where('account', '=', account)
    .where('keptAt', '>', before(now, NOTE_KEPT_MS))
    .executeTakeFirst()
  return found?.note
}

/** Forgets sessions, links and tokens that are over, and what pages showed a day ago. */
export async function forgetSessions(db: Database, now: Date): Promise<void> {
  await db.deleteFrom('webSessions').where('startedAt', '<=', before(now, LONGEST_MS)).execute()
  await db
    .deleteFrom('signInLinks')
    .where('madeAt', '<=', before(now, LINK_MINUTES * 60_000))
    .execute()
  await db
    .deleteFrom('signInAttempts')
    .where('begunAt', '<=', before(now, LINK_MINUTES * 60_000))
    .execute()
  await db.deleteFrom('pageNotes').where('keptAt', '<=', before(now, NOTE_KEPT_MS)).execute()
  await forgetAssistantTokens(db, now)
}

function accountOf({ platform, tenant, userId }: IdentityKey): IdentityKey {
  return { platform, tenant, userId }
}

function before(now: Date, milliseconds: number): string {
  return new Date(now.getTime() - milliseconds).toISOString()
}

/** Whoever reads the database learns nothing to sign in with. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
