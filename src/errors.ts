/** A mistake of the person typing. They read the message: what was expected, what came, what to do. */
export class UserError extends Error {
  override name = 'UserError'
  /** A stable word for scripts, in the JSON of `say`. */
  readonly code: UserErrorCode
  /** Lines that would have worked, nearest first; offered as buttons. */
  readonly suggestions: readonly string[]
  /** The argument that was wrong, where it is one alone: a form shows the sentence beside it. */
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

type UserErrorCode = 'not-understood' | 'unknown' | 'invalid' | 'refused' | 'conflict' | 'too-long'

/** A setting or a plan file is wrong: the program stops with exit code 3 and this one sentence. */
export class SetupError extends Error {
  override name = 'SetupError'
}

/** How a database refuses, whichever kind it is. `unclear`: whether the change was kept is not known. */
export type StorageFailure = 'busy' | 'full' | 'readOnly' | 'unreachable' | 'refused' | 'unclear' | 'damaged'

/** The database cannot be opened, read or written; the message names the cure. Exit code 1. */
export class StorageError extends Error {
  override name = 'StorageError'
  readonly failure: StorageFailure

  constructor(failure: StorageFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.failure = failure
  }
}
