import type { Commands } from '../../command.ts'
import type { Memory, Vocabulary } from '../../domain/vocabulary.ts'
import type { Sentence } from '../sentence/sentence.ts'

/** A line in somebody's own words, with everything it may refer to. */
export interface Line {
  /** As typed, without the bot's name. */
  readonly raw: string
  readonly sentences: readonly Sentence[]
  readonly commands: Commands
  readonly vocabulary: Vocabulary
  readonly recalled: Memory
  /** It begins with a command's name but does not fit its forms. */
  readonly isTyped: boolean
}
