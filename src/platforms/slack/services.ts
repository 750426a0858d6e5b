import type { WebClient } from '@slack/web-api'
import type { Answers } from './answers.ts'
import type { Hear, Self } from './hand-on.ts'
import type { Home } from './home.ts'
import type { Recent } from './seen.ts'

/** What the listeners work with. */
export interface Parts {
  readonly client: WebClient
  readonly self: Self
  readonly hear: Hear
  readonly answers: Answers
  readonly home: Home
  readonly recent: Recent
  /** Logs what went wrong after everything was on disk: an answer that did not arrive. */
  readonly failed: (error: unknown) => void
}
