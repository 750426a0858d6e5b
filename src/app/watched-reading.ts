import type { Commands } from '../command.ts'
import { readCommandLine } from '../conversation/command/command-line.ts'
import { readLine } from '../conversation/reader.ts'
import type { Reading, Sure } from '../domain/reading.ts'
import { MOST_CHARACTERS } from '../domain/text.ts'
import type { Memory, Vocabulary } from '../domain/vocabulary.ts'
import { checkedLength } from './incoming.ts'
import type { Services } from './request-context.ts'

/** What a line is read with. */
export interface Reader extends Pick<Services, 'log' | 'steadyNow'> {
  readonly commands: Commands
  readonly vocabulary: Vocabulary
}

/** A typed line has at most `MOST_CHARACTERS`. A choice may put a note of that length after a command of its own. */
const MOST_READ = 2 * MOST_CHARACTERS
/** While a line is read, nobody else is answered. */
const SLOW_MS = 100

/**
 * Reads a line; one that takes long is logged by its length.
 * @throws UserError if it is longer than anything that can be said
 */
export function read(line: string, reader: Reader, recalled?: Memory): Reading {
  const { commands, vocabulary } = reader
  return watched(line, reader, (text) => readLine(text, commands, vocabulary, recalled))
}

/** Reads a line that is plainly a command. */
export function readCommand(line: string, reader: Reader): Sure | undefined {
  const { commands, vocabulary } = reader
  return watched(line, reader, (text) => readCommandLine(text, commands, vocabulary))
}

function watched<Result>(
  line: string,
  { log, steadyNow }: Reader,
  readNow: (text: string) => Result,
): Result {
  if (line.length > MOST_READ) checkedLength(line)
  const begun = steadyNow?.() ?? 0
  const result = readNow(line)
  const milliseconds = Math.round((steadyNow?.() ?? 0) - begun)
  if (milliseconds > SLOW_MS) {
    log.warn({ code: 'slow-reading', milliseconds, characters: line.length }, 'a line took long to read')
  }
  return result
}
