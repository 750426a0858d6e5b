import type { Activity as SdkActivity } from 'botbuilder'
import type { Activity } from './activity.ts'

/** What we need of an SDK for Teams. botbuilder.ts fulfils it; `@microsoft/agents-hosting` could as well. */
export interface Sdk {
  /** Checks a token before the activity that it came with is read. @throws NotLetIn when it is refused. */
  readonly checkToken: (authorization: string) => Promise<void>
  /** Runs an activity's turn, if its token is for this activity too. @throws NotLetIn when it is not. */
  readonly receive: (
    authorization: string,
    activity: Activity,
    turn: (connector: Connector) => Promise<void>,
  ) => Promise<void>
  /** For messages that answer nothing. */
  readonly connect: (serviceUrl: string) => Promise<Connector>
  /** The text without the mention of the bot. */
  readonly withoutMention: (activity: Activity) => string
  /** Asks for the bot's own token, and rejects when Microsoft gives none. */
  readonly askToken: () => Promise<void>
}

/** The calls to Teams. Each is made once; its error is passed on, or is `NeverRequested` if no request left. */
export interface Connector {
  readonly post: (conversation: string, activity: Outgoing, signal: AbortSignal) => Promise<string | null>
  readonly answer: (
    to: { readonly conversation: string; readonly activityId: string },
    activity: Outgoing,
    signal: AbortSignal,
  ) => Promise<string | null>
  readonly change: (
    which: { readonly conversation: string; readonly activityId: string },
    activity: Outgoing,
    signal: AbortSignal,
  ) => Promise<void>
  /** Begins a thread in a channel. */
  readonly begin: (
    channel: { readonly id: string; readonly tenant: string; readonly bot: Account },
    activity: Outgoing,
    signal: AbortSignal,
  ) => Promise<string | null>
  /** The id of the chat with one person, which is created if there is none. The person sees nothing of it yet. */
  readonly openChat: (
    person: { readonly userId: string; readonly tenant: string; readonly bot: Account },
    signal: AbortSignal,
  ) => Promise<string>
  /** @throws NotAMember when Teams says that nobody in the conversation has this id */
  readonly member: (conversation: string, userId: string, signal: AbortSignal) => Promise<Member>
}

interface Account {
  readonly id: string
  readonly name: string
}

export interface Member {
  readonly name: string | null
  readonly email: string | null
  readonly role: 'guest' | 'anonymous' | 'member'
  /** The tenant that Teams names, in small letters. */
  readonly tenant: string | null
}

/** A card or a text, never both: Teams splits such an activity in two and returns no id for either. */
export type Outgoing = Pick<SdkActivity, 'type'> &
  Partial<Pick<SdkActivity, 'attachments' | 'text' | 'textFormat' | 'summary'>>

/** A request's token was refused, or could not be checked. The caller learns nothing but the status. */
export class NotLetIn extends Error {
  override name = 'NotLetIn'
  readonly status: 401 | 503

  constructor(status: 401 | 503, cause: unknown) {
    super('not let in', { cause })
    this.status = status
  }
}

/** Teams says that the conversation has no such member. */
export class NotAMember extends Error {
  override name = 'NotAMember'
}

/** The call failed before its request left, so certainly nothing was sent. */
export class NeverRequested extends Error {
  override name = 'NeverRequested'
}
