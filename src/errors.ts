/** A mistake of the person typing. They read the message, which says what was expected, what came and what to do. */
export class UserError extends Error {
  override name = 'UserError'
  /** A stable word for scripts, in the JSON of `say`. */
  readonly code: UserErrorCode
  /** Lines that would have worked, nearest first; offered as buttons. */
  readonly suggestions: readonly string[]
  /** The argument that was wrong, if it is a single one. A form shows the sentence beside it. */
  readonly field: string | undefined

  constructor(
    code: UserErrorCode,
    message: string,
    suggestions: readonly string[] = [],
    field: string | undefined = undefined,
  ) {
    super(message)
    this.code = code
    this.suggestions = suggestions
    this.field = field
  }
}

type UserErrorCode =
  | 'not-understood'
  | 'unknown'
  | 'invalid'
  | 'refused'
  | 'conflict'
  | 'too-long'
  /** The platform does not say just now who is speaking. */
  | 'unchecked'

/** A setting or a plan file is wrong. The program stops with exit code 3 and this one sentence. */
export class SetupError extends Error {
  override name = 'SetupError'
}

/** How the database refused, whichever engine it runs on. */
export type StorageFailure =
  | 'busy'
  | 'full'
  | 'readOnly'
  | 'unreachable'
  /** Its files are no longer where they were opened, so nobody else would find what is written: stop. */
  | 'gone'
  /** It is not the database that the settings should name: stop, and name the setting. */
  | 'refused'
  /** Nobody knows whether the commit arrived. */
  | 'unclear'
  | 'damaged'

/** The database cannot be opened, read or written; the sentence names the cure. Exit code 1. */
export class StorageError extends Error {
  override name = 'StorageError'
  readonly failure: StorageFailure
  /** The engine's own code, for the log. */
  readonly code: string | undefined

  constructor(
    message: string,
    {
      failure = 'refused',
      code,
      cause,
    }: { failure?: StorageFailure; code?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.failure = failure
    this.code = code
  }
}
