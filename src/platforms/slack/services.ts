import type { WebClient } from '@slack/web-api'
import type { KeepReply } from './answers.ts'
import type { FilesOf } from './files.ts'
import type { HandOn, Self } from './hand-on.ts'
import type { Home } from './home.ts'
import type { Places } from './places.ts'
import type { Seen } from './seen.ts'

/** What the listeners work with. */
export interface Services {
  readonly client: WebClient
  readonly self: Self
  readonly handOn: HandOn
  readonly keepReply: KeepReply
  readonly places: Places
  readonly filesOf: FilesOf
  readonly home: Home
  readonly seen: Seen
  /** Logs that Slack did not take something, such as an answer; what was said is on disk already. */
  readonly failed: (error: unknown) => void
}
