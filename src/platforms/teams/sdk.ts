import type { Activity } from './activity.ts'
import type { Trouble } from './trouble.ts'

/**
 * What we need of an SDK for Teams, in types and errors of our own. `botbuilder/` and `agents/` fulfil it; what they hand out
 * and throw is all said here.
 */
export interface Sdk {
  /**
   * Runs the turn of an activity whose token was accepted (token.ts).
   * @throws NotLetIn when the SDK checks the token as well, and refuses it.
   */
  readonly receive: (
    authorization: string,
    activity: Activity,
    turn: (connector: Connector) => Promise<void>,
  ) => Promise<void>
  /** For messages that answer nothing. */
  readonly connect: (serviceUrl: string) => Promise<Connector>
  /** Asks for a new token of the bot's own. Answers what is wrong when Microsoft gives none. */
  readonly signIn: () => Promise<Trouble | undefined>
}

/**
 * The calls to Teams. Each is made once.
 * @throws NeverRequested or CallFailed, and nothing else that the far end or the network could cause
 */
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
  readonly begin: (channel: Channel, activity: Outgoing, signal: AbortSignal) => Promise<string | null>
  /** The id of the chat with one person, which is created if there is none. The person sees nothing of it yet. */
  readonly openChat: (person: Person, signal: AbortSignal) => Promise<string>
  /** @throws NotAMember when Teams says that nobody in the conversation has this id */
  readonly member: (conversation: string, userId: string, signal: AbortSignal) => Promise<Member>
}

export interface Channel {
  readonly id: string
  readonly tenant: string
  readonly bot: Account
}

export interface Person {
  readonly userId: string
  readonly tenant: string
  readonly bot: Account
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
export interface Outgoing {
  readonly type: 'message'
  readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[]
  readonly text?: string
  readonly textFormat?: 'plain'
  readonly summary?: string
}

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

/** The request left, and Teams answered it with an error, or not at all. */
export class CallFailed extends Error {
  override name = 'CallFailed'
  /** Null when there was no answer. */
  readonly status: number | null
  /** What the answer's header `Retry-After` says: a number of seconds, or a date. */
  readonly retryAfter: string | null

  constructor(
    { status, retryAfter }: { readonly status: number | null; readonly retryAfter: string | null },
    options?: ErrorOptions,
  ) {
    super('a call to Teams failed', options)
    this.status = status
    this.retryAfter = retryAfter
  }
}
