import { z } from 'zod'
import type { Message } from '../../message.ts'
import type { Reply, Sessions } from '../../platform.ts'
import type { Visitor } from './session.ts'

/** What a page has to show to one person, from the moment it was said until a day later. */
export type Note =
  | {
      readonly kind: 'answer'
      /** What they said, if they typed it. */
      readonly said: string | undefined
      readonly pages: readonly Message[]
    }
  /** Words or a form that were not sent, since nobody was signed in any more. */
  | { readonly kind: 'unsent'; readonly body: Readonly<Record<string, string>> }

const note = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), said: z.string().optional(), pages: z.array(z.custom<Message>()) }),
  z.object({ kind: z.literal('unsent'), body: z.record(z.string(), z.string()) }),
])

export function answerNote({ message, thread = [] }: Reply, said: string | undefined): Note {
  return { kind: 'answer', said, pages: [message, ...thread] }
}

export function keepNote(sessions: Sessions, owner: string, kept: Note): Promise<string> {
  return sessions.keepNote(owner, JSON.stringify(kept))
}

/** Only whoever it is for is shown it. */
export async function noteNamed(
  sessions: Sessions,
  { key }: Pick<Visitor, 'key'>,
  name: string | undefined,
): Promise<Note | undefined> {
  if (name === undefined || name.length > 100) return undefined
  const found = await sessions.findNote(key, name)
  return found === undefined ? undefined : (note.parse(JSON.parse(found)) as Note)
}
