import { type AskedNow, findAsked } from '../../data/imports.ts'
import { UserError } from '../errors.ts'
import type { KnownContext } from './request-context.ts'
import type { OpenQuestion } from './run-command.ts'
import type { Understood } from './understand.ts'

/** What steers an import while it asks. */
const STEERS = /^(?:back|stop|go on|leave (?:it )?open)[.!]?$/i

/** Lines that say nothing of the file that they came with: no words at all are read as `help`. */
const SAY_NOTHING: readonly string[] = ['help', 'plan', 'import']

const NOT_HERE =
  'I open files in our own conversation alone, so I have not opened this one. Send it to me there, as a direct message.'

/**
 * What was understood, unless it is about an import: a file that came with no line that takes it is to be imported, and words
 * that are no command answer the question that an import waits with.
 * @throws UserError where a file was sent that cannot be opened there
 */
export async function withImport(
  understood: Understood,
  question: OpenQuestion | undefined,
  request: KnownContext,
): Promise<Understood> {
  const { incoming, place, speaker, db, model, now } = request
  const { files = [], hasUnseenFiles, said } = incoming
  if (files.length > 0 || hasUnseenFiles) {
    if (!isLeftToFile(understood, request)) return understood
    if (!place.isPrivate || hasUnseenFiles) throw new UserError('invalid', NOT_HERE)
    return heardImport(undefined, request)
  }
  if (typeof said !== 'string' || !place.isPrivate || question || !speaker.isCoordinator) return understood
  const { personId } = speaker
  const waits = await findAsked(db, { planId: model.plan.id, personId, now })
  if (!waits) return understood
  const isMeant = understood.kind !== 'command' || isAnswer(said.trim(), waits.asked)
  return isMeant ? heardImport(said, request) : understood
}

/** What steers the import, or is one of the answers that its question offers, is meant for it, whatever else it may mean. */
function isAnswer(said: string, asked: AskedNow | undefined): boolean {
  if (STEERS.test(said)) return true
  const offers = asked?.offers ?? []
  const place = /^\d{1,2}$/.test(said) ? Number(said) : 0
  if (place > 0 && place <= offers.length) return true
  return offers.some((offer) => offer.toLowerCase() === said.toLowerCase())
}

/** Whether a line leaves it to the file what is meant. */
function isLeftToFile(understood: Understood, { commands }: KnownContext): boolean {
  switch (understood.kind) {
    case 'command':
      return SAY_NOTHING.includes(understood.name)
    case 'dismissed':
      return true
    case 'unclear': {
      const { command } = understood.reading
      return command === null || !commands.get(command)?.takesFiles
    }
  }
}

function heardImport(words: string | undefined, { commands }: KnownContext): Understood {
  const command = commands.get('import')
  if (!command) throw new Error('there is no command to import')
  const args = words === undefined ? {} : { words: words.trim() }
  return { kind: 'command', command, name: 'import', args, line: 'import' }
}
