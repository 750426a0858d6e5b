import { loadServed } from '../../data/plans.ts'
import { contentsOf } from '../attachments/contents.ts'
import type { Reply } from '../platform.ts'
import type { Session } from './session.ts'
import { writeFile } from './write-file.ts'

/** Writes the files that an answer brings into the present folder, and returns their names. */
export async function writeAnswerFiles(
  { db, plan }: Pick<Session, 'db' | 'plan'>,
  { message, thread = [] }: Reply,
): Promise<readonly string[]> {
  const names: string[] = []
  for (const block of [message, ...thread].flatMap(({ blocks }) => blocks)) {
    if (block.kind !== 'paper' || !block.holds) continue
    const model = await loadServed(db, block.plan ?? plan)
    writeFile(block.name, await contentsOf(db, model, block.holds), 'Go to a folder that you may write in')
    names.push(block.name)
  }
  return names
}
