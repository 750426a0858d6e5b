import { StorageError, type StorageFailure } from '../../../src/errors.ts'

interface Refusal {
  readonly failure: StorageFailure
  readonly sentence: string
}

const UNREACHABLE: Refusal = {
  failure: 'unreachable',
  sentence: 'The database server cannot be reached. Try again in a moment.',
}
const BUSY: Refusal = {
  failure: 'busy',
  sentence: 'The database is busy with other changes. Try again in a moment.',
}

/** By SQLSTATE, or by the beginning of one; an error that is not listed is a mistake in the program. */
const BY_STATE: readonly (readonly [state: string, refusal: Refusal])[] = [
  ['55P03', BUSY],
  ['57014', BUSY],
  ['25P03', BUSY],
  ['40', BUSY],
  ['08', UNREACHABLE],
  ['57P', UNREACHABLE],
  ['53300', UNREACHABLE],
  [
    '53100',
    { failure: 'full', sentence: 'The disk of the database server is full. Free some space and try again.' },
  ],
  ['53', BUSY],
  [
    '25006',
    {
      failure: 'readOnly',
      sentence:
        'The database server only answers questions: it is a standby. Name the primary server in DATABASE_URL.',
    },
  ],
  ['XX00', { failure: 'damaged', sentence: 'The database is damaged. Restore it from a backup.' }],
  [
    '28',
    {
      failure: 'refused',
      sentence: 'The database server refused the user or password of DATABASE_URL. Correct them.',
    },
  ],
  [
    '3D000',
    {
      failure: 'refused',
      sentence: 'The database that DATABASE_URL names does not exist. Make it, or correct the name.',
    },
  ],
  [
    '42501',
    {
      failure: 'refused',
      sentence: 'The database user may not do that. Grant it what docs/postgresql.md lists.',
    },
  ],
]

/** Node’s codes for a network that does not carry us there. */
const NETWORK: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
])

/** What pg says without a code. */
const LOST =
  /^(?:connection terminated|client has encountered a connection error|timeout exceeded when trying to connect|query read timeout|timeout expired)|is not queryable$|^connection ended|^cannot use a pool after/i

const TLS = /CERT|SSL|self[- ]signed/

/** What the server, the network or pg refused, as a StorageError; any other error as it is. */
export function refusal(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code } = error as { code?: unknown }
  const found = typeof code === 'string' ? byCode(code) : undefined
  const refused = found ?? byText(error.message)
  if (!refused) return error
  const { failure, sentence } = refused
  return new StorageError(sentence, {
    failure,
    code: typeof code === 'string' ? code : undefined,
    cause: error,
  })
}

/** Runs a step of the database. @throws StorageError when it was refused; any other error as it is */
export async function refusing<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step()
  } catch (error) {
    throw refusal(error)
  }
}

/** Nobody knows whether a commit arrived whose answer did not. */
export function unclearError(cause: unknown): StorageError {
  return new StorageError(
    'I could not find out whether this was saved. Send it again; nothing is recorded twice.',
    { failure: 'unclear', cause },
  )
}

/** Whether the connection is of no more use, and only another one is. */
export function isLost(error: unknown): boolean {
  return error instanceof StorageError && (error.failure === 'unreachable' || error.code === '25P03')
}

/** Whether two transactions met in a way that another try cures. */
export function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof StorageError && (error.code === '40001' || error.code === '40P01')
}

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

function byCode(code: string): Refusal | undefined {
  if (NETWORK.has(code)) return UNREACHABLE
  if (TLS.test(code)) return NOT_TRUSTED
  return BY_STATE.find(([state]) => code.startsWith(state))?.[1]
}

const NOT_TRUSTED: Refusal = {
  failure: 'refused',
  sentence:
    'The certificate of the database server is not trusted. Name its authority with NODE_EXTRA_CA_CERTS, or correct sslmode in DATABASE_URL.',
}

function byText(message: string): Refusal | undefined {
  if (LOST.test(message)) return UNREACHABLE
  return /does not support SSL/i.test(message) ? NOT_TRUSTED : undefined
}
