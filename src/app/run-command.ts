import type { ConversationKey } from '../../data/conversations.ts'
import type { Database, Writing } from '../../data/database.ts'
import { planSeenBy } from '../../data/plans.ts'
import { appendTrail } from '../../data/trail.ts'
import { type Change, type Command, type Context, checkMayUse, type Outcome } from '../command.ts'
import type { Question } from '../domain/question.ts'
import { UserError } from '../errors.ts'
import { checkIdentified } from './incoming.ts'
import { type KnownContext, type RequestContext, STRANGER } from './request-context.ts'

export type OpenQuestion = Question & { readonly id: number }

/** A command with its arguments, as the bot understood it. */
export interface HeardCommand {
  readonly kind: 'command'
  readonly command: Command
  readonly name: string
  readonly args: unknown
  readonly line: string
  /** The id of the open question that the line answers. */
  readonly answers?: number | undefined
  /** The open question that the line does not answer, if it only asks something meanwhile. */
  readonly leaves?: OpenQuestion | undefined
  /** A mark of what the speaker had been shown when they were asked, or opened the form. */
  readonly seen?: string | undefined
  /** The arguments are the fields of a form. */
  readonly isForm?: true
  /** What its `prepare` returned. */
  readonly prepared?: unknown
  /** The speaker was asked about words that tell of very few children, and lets them stand. */
  readonly mayTellOfFew?: true
}

/**
 * Runs a command if the speaker may use it at all. The command checks what they may do with it.
 * @throws UserError if they may not, or an argument is wrong
 */
export function runCommand(
  { command, name, args, prepared }: HeardCommand,
  context: Context,
): Promise<Outcome> {
  checkMayUse(command, context.speaker)
  return command.run(context, checkedArguments(name, command, args), prepared)
}

/** The command with what it does before its transaction. @throws UserError if it is refused then */
export async function preparedCommand(heard: HeardCommand, request: KnownContext): Promise<HeardCommand> {
  const { command, name, args } = heard
  if (!command.prepare) return heard
  const { db, incoming, conversationKey, keepCopy } = request
  const context = commandContext(request, db, conversationKey)
  checkIdentified(incoming)
  checkMayUse(command, context.speaker)
  const given = checkedArguments(name, command, args)
  const outside = { files: incoming.files ?? [], keepCopy: keepCopy ?? (async () => undefined) }
  return { ...heard, prepared: await command.prepare(context, given, outside) }
}

/**
 * Makes the context of a command, which can write if `using` is a transaction.
 * @throws UserError if the account now belongs to somebody other than `asker`
 */
export function commandContext(request: RequestContext, using: Database, asker: ConversationKey): Context {
  const { speaker, now, vocabulary, model, parts, people, assignments, place, commands, incoming } = request
  if (speaker?.personId !== asker.personId) throw new UserError('refused', STRANGER)
  const writing = () => {
    if (!using.isTransaction) throw new Error('a query tried to write')
    return using as Writing
  }
  const trail = ({ of, ...entry }: Change) =>
    appendTrail(writing(), of === 'organisation' ? null : model.plan.id, {
      at: now.toISOString(),
      by: speaker.name,
      identity: incoming.via === undefined ? speaker.identity : `${speaker.identity} by ${incoming.via}`,
      message: incoming.key,
      ...entry,
      ...(of === 'organisation' ? { spokenOf: model.plan.code } : {}),
      onBehalfOf: entry.onBehalfOf ?? null,
    })
  return {
    db: using,
    now,
    today: vocabulary.today,
    model: planSeenBy(
      model,
      parts.map(({ plan }) => plan.code),
    ),
    plans: parts,
    vocabulary,
    people,
    assignments,
    speaker,
    place,
    web: request.web?.() ?? null,
    hasSignInLinks: request.hasSignInLinks ?? true,
    hasPublicPage: request.hasPublicPage ?? false,
    hasAssistants: request.hasAssistants ?? false,
    files: incoming.attached ?? [],
    tracker: incoming.tracker,
    list: incoming.list,
    commands,
    writing,
    trail,
  }
}

/** Checks the arguments again, because those of a form come from outside. */
function checkedArguments(name: string, command: Command, args: unknown): unknown {
  const result = command.arguments?.safeParse(args)
  if (!result) return {}
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path[0] === undefined ? undefined : String(issue.path[0])
  throw new UserError(
    'invalid',
    `${field === undefined ? 'What was given' : `The field “${field}”`} cannot be taken as it is, so nothing was recorded. See: help ${name}`,
    [],
    field,
  )
}
