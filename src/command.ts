import type { ZodType } from 'zod'
import type { Database, Writing } from '../data/database.ts'
import type { Assignment, IdentityKey, Person } from '../data/people.ts'
import type { PlanModel } from '../data/plans.ts'
import type { AttachedFile } from './domain/attached-file.ts'
import type { Speaker } from './domain/authority.ts'
import type { ChannelStanding } from './domain/channel-standing.ts'
import type { Day } from './domain/plan.ts'
import type { Question, Submission } from './domain/question.ts'
import type { Doubt } from './domain/reading.ts'
import type { Vocabulary } from './domain/vocabulary.ts'
import { UserError } from './errors.ts'
import type { SentPeople } from './import/people-sheet.ts'
import type { SentTracker } from './import/tracker-sheet.ts'
import type { Form, Message } from './message.ts'

/** One verb. A command is a file in `commands/` with this as its default export; the file's name is the verb. */
export interface Command<Arguments = unknown, Prepared = unknown> {
  /** One line for `help`, beginning with a verb. */
  readonly summary: string
  /** The forms it is typed in, without the verb. They are both grammar and help, and are tried in order. */
  readonly forms: readonly string[]
  /**
   * Words by which people ask for it in a sentence of their own, if it only answers: `who owns|leads`. `|` separates
   * alternatives; `[…]` may be left out.
   */
  readonly questions?: readonly string[]
  /**
   * Sentences that mean it, written as forms, each with the arguments it stands for: `cancel <body>` means `<body>`. The
   * bot says them back and waits for a yes. Small words are left out; `<decides>` is the body that decides dates, `<mine>`
   * one of the speaker's roles, and the bot asks for a `<body>` that was not said.
   */
  readonly phrases?: Readonly<Record<string, string>>
  /** Other words that people look for it by: `help extension`. */
  readonly topics?: string
  /** How a line of it is offered for a yes: `Move the meeting`. */
  readonly offered?: string
  /** Reasons to ask about a line although it fits, besides those that hold for every change. */
  readonly doubts?: readonly Doubt[]
  /** Lines that work on this plan. The name alone, where there are none. */
  readonly examples?: (vocabulary: Vocabulary) => readonly string[]
  /** The schema of what the forms bind, if they bind anything. It is checked again where the command starts. */
  readonly arguments?: ZodType<Arguments>
  /** Runs in one write transaction, once per message. */
  readonly changes?: true
  /**
   * What it is about, if not one plan: each plan that the speaker has a part in is answered for, under its title; or it is
   * about people, boards and the bot itself, so that any plan will do.
   */
  readonly over?: 'plans' | 'organisation'
  /** Nobody else may use it; help and completion leave it out for others. */
  readonly for?: 'coordinator'
  /** It lists people: guests of the workspace or tenant may not use it. */
  readonly listsPeople?: true
  /** What others can do instead, said when they are refused. */
  readonly otherwise?: string
  /** It asks the platform of the channel first whether the bot is in it, and whose it is. */
  readonly looksUpChannel?: true
  /** It takes files that come with its line. */
  readonly takesFiles?: true
  /** Carried by buttons rather than typed, and left out of help. */
  readonly hidden?: true
  /** Its form for some items, if it has one; it changes nothing. */
  readonly form?: (context: Context, refs: readonly string[]) => Promise<Form>
  /** Does what takes long, or has to be done before a change, outside its transaction; `run` gets what it returns. */
  readonly prepare?: (context: Context, given: Arguments, outside: Outside) => Promise<Prepared>
  readonly run: (context: Context, given: Arguments, prepared?: Prepared) => Promise<Outcome>
}

/** What is not in the database. */
export interface Outside {
  /** The files that came with the line. */
  readonly files: readonly SentFile[]
  /** Keeps the database as it is, and returns the name of the file; undefined where there is nothing to keep. */
  readonly keepCopy: (now: Date) => Promise<string | undefined>
}

/** A file that was sent, before anybody has looked into it. */
export interface SentFile {
  readonly name: string
  /** Fetches it, if it has no more than so many bytes. */
  readonly bytes: (most: number) => Promise<Downloaded>
}

/** How fetching a file ended. */
export type Downloaded =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** At least so many. */
  | { readonly kind: 'too-large'; readonly bytes: number }
  | {
      readonly kind: 'failed'
      /** `elsewhere` is no address of the platform’s own, so nothing was asked there. */
      readonly why: 'slow' | 'cut' | 'refused' | 'elsewhere'
    }

export type Commands = ReadonlyMap<string, Command>

/** What a command works with. A command that changes something gets the transaction as `db`. */
export interface Context {
  readonly db: Database
  readonly now: Date
  /** The day in the plan's time zone. */
  readonly today: Day
  /** The plan with its items, areas, roles and bodies. */
  readonly model: PlanModel
  /** The plans that the speaker has a part in. */
  readonly plans: readonly PlanModel[]
  /** The words that a line about this plan may use. */
  readonly vocabulary: Vocabulary
  readonly people: readonly Person[]
  /** Who holds which role today, delegates included. */
  readonly assignments: readonly Assignment[]
  /** The person who speaks, with what they hold. */
  readonly speaker: Speaker
  readonly place: Place
  /** The address of the web pages, without a slash at its end; null where there are none. */
  readonly web: string | null
  /** People sign in to them by a link from the chat. */
  readonly hasSignInLinks: boolean
  /** What is published is shown to anybody: the setting PUBLIC_PAGE. */
  readonly hasPublicPage: boolean
  /** Assistants may ask in people’s names. */
  readonly hasAssistants: boolean
  /** The files that came with the line, for a command that takes them. */
  readonly files: readonly AttachedFile[]
  /** The table of updates that was read from a file. */
  readonly tracker: SentTracker | undefined
  /** The list of people that was read from a file. */
  readonly list: SentPeople | undefined
  /** All commands, also those that the speaker may not use. */
  readonly commands: Commands
  /** The transaction of a changing command. */
  readonly writing: () => Writing
  /** Adds an entry to the trail in the speaker's name. */
  readonly trail: (entry: Change) => Promise<void>
}

export interface Place {
  readonly platform: string
  readonly tenant: string
  readonly conversation: string
  /** The channel's name, if it is known. */
  readonly name: string | null
  /** Nobody but the speaker reads it. */
  readonly isPrivate: boolean
  /** Everybody there reads the answer too. */
  readonly isOpen: boolean
  /** The id of the message that heads the thread. */
  readonly under: string | null
  /** It is a page of the web. */
  readonly isPage: boolean
  /** What the platform says of the channel, for a command that looks it up. */
  readonly standing: ChannelStanding
}

export interface Change {
  /** Whose chain of the trail it goes into: the plan's, unless it is about people, accounts, meetings or channels. */
  readonly of?: 'organisation'
  readonly action: string
  readonly ref: string | null
  readonly onBehalfOf?: string | null
  readonly before: unknown
  readonly after: unknown
}

export interface Outcome {
  readonly message: Message
  /** Further pages, in the message's thread where there are threads. */
  readonly thread?: readonly Message[]
  /** The message holds a secret: it is told now or not at all, and this is kept in its place. */
  readonly untold?: Message
  /** What changed, for scripts. */
  readonly changes?: readonly FieldChange[]
  /** The items that the answer is about, for scripts. */
  readonly items?: readonly ItemData[]
  /** A question to keep until it is answered. */
  readonly question?: Question
  /** The question that is open stays open. */
  readonly leavesQuestion?: true
  /** The bot asks before it changes anything; nothing was done yet. */
  readonly waits?: true
  /** Messages that must follow. Each becomes a delivery before the receipt is given. */
  readonly notices?: readonly Notice[]
  /** The answer is for everyone in the conversation. */
  readonly shared?: true
  /** One line for the channel, if the plan wants one. */
  readonly news?: Message
  /** The single item that was spoken of. */
  readonly itemId?: number
  /** A line to run next, in the same transaction if it changes anything: what a button or an answer stands for. */
  readonly instead?: string | Submission
  /** The answer to that line is sent to the speaker as a file, and to nobody else. */
  readonly asFile?: 'xlsx' | 'csv'
  /** The row from which the answer to that line is shown, if it is long. */
  readonly from?: number
  /** What the speaker had been shown when they chose that line. */
  readonly seen?: string | undefined
}

export interface FieldChange {
  readonly ref: string
  readonly field: string
  readonly from: string | null
  readonly to: string | null
}

export interface Notice {
  /** The update or request that it is about. Undoing that withdraws the notice if it has not gone out. */
  readonly about?: number | string
  readonly personIds: readonly number[]
  /** The roles for which people are told. Whoever holds one of theirs when it is sent gets it in their place. */
  readonly posts?: readonly string[]
  /** It is for these people whatever they hold, also if that is nothing any more. */
  readonly isPersonal?: true
  /** The one account that it goes to, whoever owns it. */
  readonly account?: IdentityKey
  /** It belongs to another plan than the one that is spoken of. */
  readonly elsewhere?: Pick<Context, 'model' | 'assignments'>
  readonly message: Message
}

export interface ItemData {
  readonly ref: string
  readonly rating: string | null
  readonly basis: 'stated' | 'rolled-up' | 'not-rated'
  readonly state: string | null
  readonly dueDate: Day | null
  readonly originalDueDate: Day | null
  readonly dueBasis: string
  readonly daysOverdue: number | null
  readonly positionStated: boolean
  readonly owners: readonly string[]
}

/** Whether somebody may use a command at all. */
export function mayUse(command: Pick<Command, 'for' | 'listsPeople'>, speaker: Speaker): boolean {
  if (command.listsPeople && speaker.isGuest) return false
  return command.for === undefined || speaker.isCoordinator
}

/** @throws UserError that says who may use it, and what others can do */
export function checkMayUse(
  command: Pick<Command, 'for' | 'listsPeople' | 'summary' | 'otherwise'>,
  speaker: Speaker,
): void {
  if (mayUse(command, speaker)) return
  if (command.listsPeople && speaker.isGuest)
    throw new UserError(
      'refused',
      'Guests get no lists of people. Ask the coordinator who you need to speak to.',
    )
  const { summary, otherwise = 'Nothing was changed.' } = command
  const does = `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`
  throw new UserError('refused', `Only the coordinator can ${does}. ${otherwise}`)
}

/** Keeps the type of a command's arguments between its schema and its `run`. */
export function defineCommand<Arguments, Prepared = unknown>(
  command: Command<Arguments, Prepared>,
): Command<Arguments, Prepared> {
  return command
}
