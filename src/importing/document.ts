import { hashOf } from '../../data/imports.ts'
import type { SentFile } from '../command.ts'
import { boundedMap } from '../domain/bounded-map.ts'
import { holdsChild } from '../domain/held-back.ts'
import { cleanText, shortened } from '../domain/text.ts'
import { UserError } from '../errors.ts'
import type { Document } from '../import/document.ts'
import { LIMITS, megabytes } from '../import/limits.ts'
import { readSent } from '../import/reader.ts'

export interface SentDocument {
  readonly name: string
  readonly bytes: Uint8Array
  readonly document: Document
}

const LONGEST_NAME = 100

/**
 * Fetches a file that was sent, and reads it by what it holds.
 * @throws UserError in one sentence, if it did not come or cannot be read; nothing of it is kept
 */
export async function documentSent({ name: given, bytes: fetched }: SentFile): Promise<SentDocument> {
  const name = shortened(cleanText(given), LONGEST_NAME) || 'The file'
  if (holdsChild(name))
    throw new UserError('invalid', 'The name of the file must not name a child. I have not opened it.')
  const came = await fetched(LIMITS.sentBytes)
  switch (came.kind) {
    case 'bytes':
      return { name, bytes: came.bytes, document: await documentIn(name, came.bytes) }
    case 'too-large':
      throw new UserError(
        'invalid',
        `${name} is too large: ${megabytes(came.bytes)}, the limit is ${megabytes(LIMITS.sentBytes)}. Take out pictures and unused sheets, or copy the plan’s table into a new file.`,
      )
    case 'failed':
      throw new UserError('invalid', `${name} ${WHY[came.why]} Nothing was kept.`)
  }
}

const WHY = {
  slow: 'took too long to fetch. Send it again in a minute.',
  cut: 'did not come whole: the connection broke. Send it again.',
  refused: 'could not be fetched: I was not given it. Send it to me again, as a file of its own.',
  elsewhere: 'is kept where I do not fetch files. Send me the file itself.',
} as const

/** The few documents that were read last: each answer to a question needs its document again. */
const known = boundedMap<string, Document>(4)

/** @throws UserError with the sentence that says why it was not read */
export async function documentIn(name: string, bytes: Uint8Array): Promise<Document> {
  const key = `${hashOf(bytes)} ${name}`
  const before = known.get(key)
  if (before) return before
  const read = await readSent({ name, bytes })
  if (read.kind === 'not-read') throw new UserError('invalid', read.sentence)
  known.set(key, read.document)
  return read.document
}
