import { writeFileSync } from 'node:fs'
import { UserError } from '../errors.ts'

const ELSEWHERE = 'Name another place with --out'

/** Writes a file that somebody asked for. @throws UserError that says why it cannot be, and where else it could */
export function writeFile(file: string, bytes: Buffer, elsewhere = ELSEWHERE): void {
  try {
    writeFileSync(file, bytes)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UserError(
      'invalid',
      `${file} cannot be written (${error.code}). ${elsewhere}, or close the file if it is open.`,
    )
  }
}
