import { loadPlan, type PlanModel } from '../../data/plans.ts'
import { findRequest } from '../../data/requests.ts'
import type { Command } from '../command.ts'
import { RESTRICTED_PAGE } from '../domain/page-address.ts'
import type { Submission } from '../domain/question.ts'
import { indexReferences, plainReference } from '../domain/reference.ts'
import { UserError } from '../errors.ts'
import { type Readable, readableIn } from '../lookup/restricted.ts'
import type { Incoming } from '../platform.ts'
import { isAside, type KnownContext, readVocabulary } from './request-context.ts'
import { readIn } from './understand.ts'

/**
 * The request with the restricted items that it names, for somebody who may read them where they may be read: on a page, or
 * in the shell. Only a command that says so (`readsRestricted`) is given them; to every other they are not there.
 * @throws UserError if such a person names one in a chat where nobody else reads the answer
 */
export async function withRestricted(request: KnownContext): Promise<KnownContext> {
  const named = await namedIn(request)
  if (named.length === 0) return request
  if (!showsRestricted(request.incoming)) {
    if (request.place.isPrivate || isAside(request.place)) throw notInChat(request)
    return request
  }
  const opened = await openedFor(request, new Set(named.flatMap(({ itemIds }) => itemIds)))
  const command = await commandOf(opened)
  return command?.readsRestricted ? opened : request
}

/** Whether a restricted item may be shown: on a page that somebody is signed in to, and in the shell. */
function showsRestricted({ via, platform }: Pick<Incoming, 'via' | 'platform'>): boolean {
  return via === 'web' || (via === undefined && platform === 'terminal')
}

function notInChat({ web }: KnownContext): UserError {
  const address = web?.()
  const where = address === undefined ? '' : `: ${address}${RESTRICTED_PAGE}`
  return new UserError(
    'refused',
    `Nothing was recorded, and nothing is shown: that is not spoken of in chat. Say and read it on the web page, signed in${where}. If you wrote more than its reference, take your message down.`,
  )
}

/** The restrictions on what the line names, as far as the speaker may read it. */
async function namedIn(request: KnownContext): Promise<readonly Readable[]> {
  const { db, model, speaker, incoming } = request
  if (!model.hasRestricted) return []
  const words = wordsIn(incoming)
  const asked = await itemsAsked(request)
  return (await readableIn(db, { model, speaker })).filter(({ items }) =>
    items.some(({ id, ref }) => words.has(plainReference(ref)) || asked.has(id)),
  )
}

/** The ids of the items of the requests that a line names: "approve R4". */
async function itemsAsked({ db, model, incoming: { said } }: KnownContext): Promise<ReadonlySet<number>> {
  const numbers =
    typeof said === 'string' ? [...said.matchAll(/\bR(\d{1,6})\b/gi)].map(([, number]) => Number(number)) : []
  const found = await Promise.all(numbers.map((number) => findRequest(db, model.plan.id, number)))
  return new Set(found.flatMap((each) => (each ? [each.itemId] : [])))
}

/** A reference may have blanks in it. */
const MOST_WORDS = 3

/** Every few words that follow one another, as references are compared. */
function wordsIn({ said, about }: Incoming): ReadonlySet<string> {
  const texts = [
    ...(typeof said === 'string' ? [said] : refsOf(said)),
    ...(about === undefined ? [] : [about]),
  ]
  return new Set(
    texts.flatMap((text) => {
      const words = text.split(/[\s,;:]+/)
      return words.flatMap((_, at) =>
        Array.from({ length: MOST_WORDS }, (__, more) =>
          plainReference(words.slice(at, at + more + 1).join(' ')),
        ),
      )
    }),
  )
}

function refsOf({ arguments: given }: Submission): readonly string[] {
  const { ref, refs } = given
  const all: readonly unknown[] = [ref, ...(Array.isArray(refs) ? refs : [])]
  return all.filter((each) => typeof each === 'string')
}

async function openedFor(request: KnownContext, ids: ReadonlySet<number>): Promise<KnownContext> {
  const { db, model, commands, vocabulary } = request
  const { code } = model.plan
  const load: KnownContext['load'] = async (using = db) => {
    const whole = await loadPlan(using, code, ids)
    return { model: whole, references: references(whole) }
  }
  const plan = await load()
  const words = await readVocabulary(plan, { commands, today: vocabulary.today, using: db })
  return {
    ...request,
    load,
    model: plan.model,
    vocabulary: { ...words, plans: vocabulary.plans },
    opened: ids,
  }
}

function references({ items, earlier, plan: { levels } }: PlanModel) {
  return indexReferences(items, { earlier, levels })
}

async function commandOf(request: KnownContext): Promise<Command | undefined> {
  const { said } = request.incoming
  if (typeof said !== 'string') return request.commands.get(said.command)
  const reading = await readIn(said, request)
  return reading.certainty === 'sure' ? request.commands.get(reading.command) : undefined
}
