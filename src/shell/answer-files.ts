import { writeFileSync } from 'node:fs'
import { loadServed } from '../../data/plans.ts'
import { contentsOf } from '../attachments/contents.ts'
import { UserError } from '../errors.ts'
import type { Reply } from '../platform.ts'
import type { Session } from './session.ts'

/** Writes the files that an answer brings into the present folder, and returns their names. */
export async function writeAnswerFiles(
  { db, plan }: Pick<Session, 'db' | 'plan'>,
  { message, thread = [] }: Reply,
): Promise<readonly string[]> {
  const names: string[] = []
  for (const block of [message, ...thread].flatMap(({ blocks }) => blocks)) {
    if (block.kind !== 'paper' || !block.holds) continue
    const model = await loadServed(db, block.plan ?? plan)
    write(block.name, await contentsOf(db, model, block.holds))
    names.push(block.name)
  }
  return names
}

function write(file: string, bytes: Buffer): void {
  try {
    writeFileSync(file, bytes)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UserError(
      'invalid',
      `${file} cannot be written (${error.code}). Go to a folder that you may write in, or close the file if it is open.`,
    )
  }
}
