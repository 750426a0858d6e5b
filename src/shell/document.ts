import { readFile as readBytes, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { heldBack } from '../domain/held-back.ts'
import { SetupError } from '../errors.ts'
import type { Document } from '../import/document.ts'
import type { Answers } from '../import/extracted.ts'
import { type Mapped, map, NO_VOCABULARY } from '../import/map.ts'
import { NotRead } from '../import/not-read.ts'
import { checkSize } from '../import/read-file.ts'
import { readSent } from '../import/reader.ts'

export interface DocumentFlags {
  /** The number of the table that holds the plan. */
  readonly table?: string
  readonly sheet?: string
  /** The code of the plan. */
  readonly plan?: string
}

/** Whether a file is no plan file but a document that a plan is read from. */
export function isDocument(path: string): boolean {
  return !/\.ya?ml$/i.test(path)
}

/**
 * The document in a file, read on a thread of its own.
 * @throws SetupError with the sentence that says why it was not read
 */
export async function documentIn(
  path: string,
): Promise<{ readonly name: string; readonly document: Document }> {
  const name = basename(path)
  try {
    checkSize((await stat(path)).size, name)
    const read = await readSent({ name, bytes: await readBytes(path) })
    if (read.kind === 'not-read') throw new SetupError(read.sentence)
    return { name, document: read.document }
  } catch (error) {
    if (error instanceof NotRead) throw new SetupError(error.message)
    if (error instanceof SetupError) throw error
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = isAbsent ? 'there is no such file' : 'check that it is a file you may read'
    throw new SetupError(`${path} cannot be read: ${why}.`, { cause: error })
  }
}

export type MappedPlan = Extract<Mapped, { kind: 'plan' }>

/** @throws SetupError if the document holds no plan */
export function planOf(
  { name, document }: { readonly name: string; readonly document: Document },
  answers: Answers,
  { table, sheet }: DocumentFlags,
): MappedPlan {
  if (table !== undefined && !/^[1-9]\d?$/.test(table))
    throw new SetupError(`--table takes the number of a table, such as 2, and got “${table}”.`)
  const number = table === undefined ? undefined : Number(table)
  const mapped = map(document, { name, answers, vocabulary: NO_VOCABULARY, table: number, sheet })
  if (mapped.kind === 'not-a-plan') throw new SetupError(heldBack(mapped.sentence))
  return mapped
}
