import type { Express } from 'express'
import type { Logger } from 'pino'
import type { Downloaded, FieldChange, ItemData } from './command.ts'
import type { AttachedFile } from './domain/attached-file.ts'
import type { ChannelStanding } from './domain/channel-standing.ts'
import type { Found, Sent } from './domain/delivery-events.ts'
import type { Plainness } from './domain/plainness.ts'
import type { Submission } from './domain/question.ts'
import type { SentPeople } from './import/people-sheet.ts'
import type { SentTracker } from './import/tracker-sheet.ts'
import type { Form, Message, PaperFile, Picture } from './message.ts'
import type { Settings } from './settings.ts'

export type { ChannelStanding, Found, Sent }

export type NotSent = Exclude<Sent, { readonly state: 'sent' }>

/** What a step on a message's way gave, or how the try ended with it. */
export type Step<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'ended'; readonly outcome: NotSent }

export function done<Value>(value: Value): Step<Value> {
  return { kind: 'done', value }
}

export function ended(outcome: NotSent): Step<never> {
  return { kind: 'ended', outcome }
}

/** What a platform hands over: somebody's words, or a form they filled in. */
export interface Incoming {
  readonly platform: string
  /** Workspace or tenant. */
  readonly tenant: string
  readonly userId: string
  readonly conversation: string
  /** The channel's name, if the platform gives it. */
  readonly conversationName?: string
  /** Nobody but this person reads the conversation. */
  readonly isPrivate?: boolean
  /** Everybody in the conversation reads the answer too, so there is nothing to share with them. */
  readonly isOpen?: boolean
  /** The platform's own key of this message. It is the same when the message is delivered again; null if there is none. */
  readonly key: string | null
  /** The platform's own id of a message that was typed, which stays the same when it is edited. */
  readonly message?: string
  /** It is what such a message says after it was edited. */
  readonly isEdited?: true
  /** The nonce of a button or form, which counts once. */
  readonly nonce?: string
  /** The mark that a button carried of what was shown with it. */
  readonly seen?: string
  /** How a line has to begin here so that the bot hears it, such as `/wsoa`; it hears everything where there is none. */
  readonly address?: string
  /** The id of the message that heads the thread, as sending it returned it. */
  readonly under?: string
  /** It came by a page of the web, or from somebody's assistant, for an account that is linked in a chat. */
  readonly via?: 'web' | 'assistant'
  /** A page is looked at: it is answered, and nothing is changed or remembered by that. */
  readonly isLooking?: true
  /** The reference of the item that the page is about. What is said is about that item, unless it names another. */
  readonly about?: string
  /** The platform does not say just now whether they still belong to it: they may ask, but change nothing. */
  readonly isUnchecked?: boolean
  /** How many rows of a list one message has room for; the rest follows when asked for. Without it, all are shown at once. */
  readonly mostRows?: number
  /** Where the answer goes unless it is for everyone. A receipt is then kept along with the change that it tells of. */
  readonly answering?: Answering
  /** The platform says that they are a guest of the workspace or tenant. */
  readonly isGuest?: boolean
  /** A form in the answer opens in a window of its own: what is said next does not complete it. */
  readonly opensForm?: true
  /** Looks up what the platform knows of the channel; a command that needs that has it done before it changes anything. */
  readonly lookUp?: () => Promise<ChannelStanding>
  /** What was looked up. */
  readonly channel?: ChannelStanding
  /** Files that came with the line. Their hash is asked for only by a command that takes files. */
  readonly files?: readonly SentFile[]
  /** Files came with it, and the platform hands none over in such a place. */
  readonly hasUnseenFiles?: true
  /** What is known of them then. */
  readonly attached?: readonly AttachedFile[]
  /** The table of updates in a file that was read, for the command that records it. */
  readonly tracker?: SentTracker
  /** The list of people in a file that was read, for the command that records it. */
  readonly list?: SentPeople
  /** Who the platform says they are. It may propose a link; it gives no rights. */
  readonly profile?: Profile
  readonly said: string | Submission
}

/** A file that was sent, by the address under which people find it. */
export interface SentFile extends Omit<AttachedFile, 'hash'> {
  readonly hash: () => Promise<AttachedFile['hash']>
  /** Fetches it from the platform, if it has no more than so many bytes. */
  readonly bytes: (most: number) => Promise<Downloaded>
}

export type { Downloaded }

export interface Profile {
  readonly name: string
  readonly email: string | null
}

/** The answer, given when everything that was said is on disk. */
export interface Reply {
  readonly ok: boolean
  readonly message: Message
  /** Further pages, in the message's thread where there are threads. */
  readonly thread?: readonly Message[]
  readonly changes: readonly FieldChange[]
  readonly items: readonly ItemData[]
  /** `field` names the argument that was wrong, if it is a single one. A form shows the text beside it. */
  readonly error: { readonly code: string; readonly text: string; readonly field?: string } | null
  /** The bot asked something instead of acting. */
  readonly waits: boolean
  /** For everyone in the conversation, not for the asker alone. */
  readonly shared: boolean
  /** One line for everyone in the conversation, besides the asker's own receipt. */
  readonly notice?: Message
  /** There is nothing to answer: a message was edited in a way that changes nothing. */
  readonly isSilent?: true
  /** It is told now or not at all: nothing was heard, or nothing can be kept. */
  readonly isUnkept?: true
  /** To a page: the forms that its buttons open, by their lines. */
  readonly forms?: Readonly<Record<string, Form>>
  /** It is on disk as an answer already, along with what it tells of. */
  readonly kept?: KeptAnswer
}

/** Who speaks from an account, as far as a page needs to know to lead them to what is theirs. */
export interface Who {
  readonly name: string
  /** Those that go on come first. */
  readonly plans: readonly PartInPlan[]
}

/** What somebody is in a plan. */
export interface PartInPlan {
  readonly code: string
  /** How a line names it. */
  readonly name: string
  readonly title: string
  readonly timeZone: string
  readonly isCoordinator: boolean
  /** They answer for items as an officer. */
  readonly isOwner: boolean
  /** The bodies that meet, theirs first. */
  readonly bodies: readonly { readonly code: string; readonly name: string; readonly isTheirs: boolean }[]
}

/** An answer as it is on disk: the plan that it is kept with, and the mark of where it goes and of what it says. */
export interface KeptAnswer {
  readonly planId: number
  readonly mark: string
}

/** Where a message goes: a channel, or a person privately; both for what one person alone is to see in a channel. */
export interface Address {
  readonly platform: string
  readonly tenant: string
  readonly channel: string | null
  readonly userId: string | null
  /** The name of the person or channel. */
  readonly name: string
}

export interface Sending {
  readonly to: Address
  /** The delivery's key, by which a platform finds its own message again. */
  readonly key: string
  readonly message: Message
  /** Further pages, in the message's thread where there are threads. */
  readonly thread?: readonly Message[]
  /** It answers somebody who waits for it there, so links in it may be for them. */
  readonly isAnswer?: true
  /** The id of the message in whose thread it belongs. */
  readonly under: string | null
  /** When it aborts, the outcome is unknown. */
  readonly deadline: AbortSignal
  /**
   * Ask right before the request goes out, after all waiting. False means that another process has the delivery: send
   * nothing, and answer `later`. With a message that takes several posts, how many these are.
   */
  readonly mayPost: (posts?: number) => Promise<boolean>
  /** How far an earlier try came with a message that takes several posts; without it, this is the first. */
  readonly progress?: PostProgress
  /** How plainly to send it, and where to keep that it has to be plainer still; as it was composed, without it. */
  readonly plainness?: { readonly from: Plainness; readonly keep: (plainness: Plainness) => Promise<void> }
}

export interface PostProgress {
  /** How many posts are there, counted from the first. */
  readonly arrived: number
  /** The id of the first. */
  readonly messageId: string | null
  /** Keeps that so many have arrived, before the next is begun. */
  readonly keep: (posts: { readonly arrived: number; readonly messageId: string | null }) => Promise<void>
}

/** Sends once and says honestly how that ended. The deliveries decide whether and when to try again. */
export interface Sender {
  /** `slack`, as in addresses and identities. */
  readonly name: string
  /** How a line has to begin in a channel, and in a thread of one, so that the bot hears it. */
  readonly address?: { readonly inChannel: string; readonly inThread: string }
  /** How long one request may take, in milliseconds, where that is longer than usual. */
  readonly patienceMs?: number
  readonly send: (sending: Sending) => Promise<Sent>
  /** Replaces a message that was sent. Repeating it does no harm. */
  readonly edit: (editing: Omit<Sending, 'under'> & { readonly messageId: string }) => Promise<Sent>
  /** Looks for a message that may have arrived, by its key, from an instant on; deletes all copies of it but one. */
  readonly find: (sought: Sought) => Promise<Found>
  /** Whether what a place refused for this reason would be taken there now. */
  readonly isMended?: (refused: Refused) => Promise<Mended>
}

/** What a place did not take. */
export interface Refused {
  readonly to: Address
  readonly reason: string
  /** By the machine's clock, when a request last went out. */
  readonly triedAt: Date | null
}

/** `perhaps` where the platform gives no way to ask: trying it is the only way to know. */
export type Mended = 'mended' | 'not yet' | 'perhaps'

export interface Sought {
  readonly to: Address
  readonly key: string
  readonly since: Date
  readonly under: string | null
  /** How many posts it takes, as far as is known, and how many are there for certain: the next is the one in doubt. */
  readonly posts?: number
  readonly arrived?: number
  /** The id that it is known by: of several copies this is the one to keep. */
  readonly messageId?: string | null
}

/** What `wsoa doctor` found about one thing. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  /** What is wrong and how to put it right, or what was found. */
  readonly text: string
}

/** Where an answer goes that takes messages of its own. */
export interface Answering {
  /** The platform's key of what is answered; null if there is none. */
  readonly key: string | null
  readonly to: Address
  /** The id of the message in whose thread it belongs. */
  readonly under: string | null
  /** Who asked. What does not reach them is shown to them when they next say something. */
  readonly asker: string
  /** The platform tells it in another way first, and then says how much has arrived. */
  readonly isToldFirst?: true
}

export interface Answer extends Answering, Pick<Reply, 'message' | 'thread' | 'isUnkept' | 'kept'> {}

/** Puts an answer on disk before the platform is told that all is well. Kept twice under one key, it is still one. */
export type Keep = (answer: Answer) => Promise<Kept>

export interface Kept {
  /**
   * Sends what is not there yet; what cannot be sent now follows with a later tick. False when the platform refuses it
   * there. Never throws.
   */
  readonly deliver: () => Promise<boolean>
  /** So many of its posts have arrived in another way; without a number all have. */
  readonly arrived: (posts?: number) => Promise<void>
}

/** A guest of the workspace or tenant, as the platform knows them. */
export interface Guest extends Pick<Incoming, 'platform' | 'tenant' | 'userId'> {
  readonly profile: Profile | undefined
}

/** What a listening platform gets from the service. */
export interface Host {
  /** Never throws. By the time it resolves, everything that was said is on disk. */
  readonly handle: (incoming: Incoming) => Promise<Reply>
  readonly keep: Keep
  /** Whether the coordinator named or linked a guest; of any other nothing is heard or kept. */
  readonly hearsGuest: (guest: Guest) => Promise<boolean>
  /** The service's one Express app. A platform that Slack or Teams calls mounts its routes here. */
  readonly http: Express
  readonly pages: Pages
}

/** What the web pages get besides: who is there, and what is kept from one page to the next. */
export interface Pages {
  /** The plan's clock, which the demo sets. */
  readonly now: () => Date
  /** The machine's own clock: sessions and seals end by it. */
  readonly machineNow: () => Date
  /** Undefined for a stranger. */
  readonly whoIs: (account: SignedIn) => Promise<Who | undefined>
  /** Whether a line only asks: its answer can have an address. */
  readonly isAsking: (line: string) => boolean
  readonly sessions: Sessions
  readonly files: Files
  readonly calendars: Calendars
  /** What is published of the plan of that code; undefined if nothing is. */
  readonly published: (plan: string) => Promise<Message | undefined>
  readonly assistants: Assistants
  /** Only in the demo: anybody at this machine speaks as anyone, and moves the clock. */
  readonly demo?: Demo
}

/** An account by which a person is linked. */
export interface Account {
  readonly platform: string
  readonly tenant: string
  readonly userId: string
}

/** An account that is signed in, with what Microsoft or Slack said of it. */
export interface SignedIn extends Account {
  readonly profile?: Profile
  readonly isGuest?: true
}

/** What was begun with Microsoft or Slack, and what their answer has to fit. */
export interface SignInAttempt {
  /** With whom: `microsoft`. */
  readonly way: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface Sessions {
  /** What the cookie of a new session holds. */
  readonly begin: (account: SignedIn) => Promise<string>
  /** The account of a session that goes on. */
  readonly find: (token: string) => Promise<SignedIn | undefined>
  readonly end: (token: string) => Promise<void>
  /** Whom a link would sign in; looking does not use it up. */
  readonly linked: (
    token: string,
  ) => Promise<{ readonly account: Account; readonly name: string } | undefined>
  /** Uses a link up. */
  readonly useLink: (token: string) => Promise<Account | undefined>
  /** What the cookie of somebody holds who begins to sign in elsewhere. */
  readonly beginAttempt: (attempt: SignInAttempt) => Promise<string>
  /** Uses an attempt up. */
  readonly useAttempt: (token: string) => Promise<SignInAttempt | undefined>
  /** Keeps a note for a page to show; its name goes into the page's address. */
  readonly keepNote: (owner: string, note: string) => Promise<string>
  readonly findNote: (owner: string, name: string) => Promise<string | undefined>
  readonly seals: () => Promise<Seals>
}

/** Marks what we have given out, so that nobody can make it up. */
export interface Seals {
  readonly sealOf: (text: string) => string
  readonly isSeal: (text: string, seal: string) => boolean
}

export interface Files {
  readonly png: (picture: Picture) => Promise<Buffer>
  /** The tables of an answer as an .xlsx file: the same answer gives the same bytes. */
  readonly spreadsheet: (
    pages: readonly Message[],
    of: { readonly title: string; readonly at: string },
  ) => Promise<Buffer>
  readonly paper: (file: PaperFile) => Promise<Buffer>
}

/** Calendar files (.ics): meetings and nothing else. */
export interface Calendars {
  /** Those of whoever a personal address belongs to; undefined if it is nobody's. */
  readonly at: (token: string) => Promise<string | undefined>
  /** One meeting, if somebody may see it. */
  readonly meeting: (
    who: Who,
    meeting: { readonly body: string; readonly day: string },
  ) => Promise<string | undefined>
}

/** What asks in people's names. */
export interface Assistants {
  /** Whose token it is, as long as it is good and belongs to somebody with a part in a plan. */
  readonly find: (token: string) => Promise<{ readonly account: Account; readonly who: Who } | undefined>
  /** The lines by which somebody may ask, each with what it is for. */
  readonly linesFor: (account: Account) => Promise<readonly AskingLine[]>
  /** The version of the program. */
  readonly version: () => Promise<string>
}

export interface AskingLine {
  readonly line: string
  readonly purpose: string
}

export interface Demo {
  readonly speakers: () => Promise<readonly { readonly userId: string; readonly name: string }[]>
  /** Who speaks until somebody chooses. */
  readonly first: string
  /** Carries out the next event of the clock, and says when that was. */
  readonly goOn: () => Promise<string>
  /** When the next event is; undefined if nothing is to come. */
  readonly next: () => Promise<Date | undefined>
}

/** Whether what people say on a platform reaches us. */
export type Hearing =
  | { readonly kind: 'hears' }
  | {
      readonly kind: 'deaf'
      readonly since: Date
      /** What is wrong and what to do, in a sentence for whoever runs the service. */
      readonly why: string
      /** The platform takes our messages all the same. */
      readonly canSend: boolean
    }

/** Slack or Teams, opened with the settings. It translates and decides nothing. */
export interface ChatPlatform extends Sender {
  /**
   * Mounts its routes at once, and resolves when people are heard. It goes on trying until it is closed; only what the
   * platform refuses at the first attempt rejects, with a SetupError.
   */
  readonly listen: (host: Host) => Promise<void>
  readonly hearing: () => Hearing
  /** Checks the installation from outside, for `wsoa doctor`. */
  readonly examine: (channels: readonly Address[]) => Promise<readonly Check[]>
  readonly close: () => Promise<void>
}

/** What a platform is opened with. */
export interface Opening {
  readonly settings: Settings
  readonly log: Logger
  /** The machine's own clock. */
  readonly machineNow: () => Date
  readonly attachments: Attachments
  readonly references: References
}

/** Files and links that are made only when they are sent. */
export interface Attachments {
  readonly png: (picture: Picture) => Promise<Buffer>
  readonly paper: (file: PaperFile) => Promise<Buffer>
  /** A link to the paper that works for fifteen minutes; null without PUBLIC_URL. */
  readonly paperLink: (file: PaperFile) => Promise<string | null>
  /** An address that shows the picture for as long as its card is likely to be read; null without a PUBLIC_URL by https. */
  readonly pictureLink: (picture: Picture) => Promise<string | null>
}

/** What a platform must know to message somebody first. It is kept in the database, and only the platform understands it. */
export interface References {
  readonly save: (reference: Reference) => Promise<void>
  readonly find: (place: Omit<Reference, 'reference'>) => Promise<string | undefined>
}

export interface Reference {
  readonly platform: string
  readonly tenant: string
  /** A channel's id or a person's user id. */
  readonly place: string
  readonly reference: string
}

/** A platform is a file in `src/platforms/` with this as its default export. It loads its SDK only when it is opened. */
export interface PlatformFile {
  readonly title: string
  /** A sentence for whoever starts it, on how it is set. */
  readonly notice?: (settings: Settings) => string | undefined
  readonly isConfigured: (settings: Settings) => boolean
  readonly open: (opening: Opening) => Promise<ChatPlatform>
}
