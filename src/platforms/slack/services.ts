import type { WebClient } from '@slack/web-api'
import type { Answers } from './answers.ts'
import type { HandOn, Self } from './hand-on.ts'
import type { Home } from './home.ts'
import type { Seen } from './seen.ts'

/** What the listeners work with. */
export interface Services {
  readonly client: WebClient
  readonly self: Self
  readonly handOn: HandOn
  readonly answers: Answers
  readonly home: Home
  readonly seen: Seen
  /** Logs what went wrong after everything was on disk: an answer that did not arrive. */
  readonly failed: (error: unknown) => void
}
