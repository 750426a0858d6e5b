import type { Admit } from './admission.ts'

/** A way by which Slack brings what people say: HTTP or Socket Mode. */
export interface Door {
  /** Hands on what comes from now on. Resolves when Slack can come in. @throws SetupError if Slack refuses that for good */
  readonly open: (admit: Admit) => Promise<void>
  /** Stops letting in, but for answers to what is in hand; shut when that is answered. */
  readonly close: (answered: Promise<void>) => Promise<void>
}
