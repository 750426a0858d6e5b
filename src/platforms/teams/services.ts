import type { Activity } from './activity.ts'
import type { Answers, KeepReply } from './answers.ts'
import type { Cards } from './cards.ts'
import type { HandOn } from './hand-on.ts'
import type { FindSpeaker, Speaker } from './people.ts'
import type { Connector } from './sdk.ts'
import type { MayCall } from './service-address.ts'

/** What an activity is handled with. */
export interface Services {
  readonly handOn: HandOn
  readonly answers: Answers
  readonly keepReply: KeepReply
  readonly cards: Cards
  readonly findSpeaker: FindSpeaker
  readonly mayCall: MayCall
}

/** One activity, who sent it, and the connector that answers it. */
export interface Turn {
  readonly activity: Activity
  readonly speaker: Speaker
  readonly connector: Connector
}
