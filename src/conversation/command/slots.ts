import { didYouMean } from '../../domain/did-you-mean.ts'
import { plainReference } from '../../domain/reference.ts'
import { plainWord } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { dateSlots } from './slots/date.ts'
import { ratingSlots, referenceSlots } from './slots/item.ts'
import { peopleSlots } from './slots/people.ts'
import { numberSlots, type Slot, type Slots, textSlots } from './slots/slot.ts'
import { spanSlots } from './slots/span.ts'

/** Every kind of thing that a form can ask for, by its name in the form. */
export const SLOTS: Slots = {
  ...referenceSlots,
  ...ratingSlots,
  ...dateSlots,
  ...spanSlots,
  ...peopleSlots,
  ...numberSlots,
  ...textSlots,
}

/** The known words that `word` was probably meant to be. */
export function suggestionsFor(slot: Slot, word: string, vocabulary: Vocabulary): readonly string[] {
  const known = slot.known?.(vocabulary) ?? []
  const plain = plainReference(word)
  const byReference = known.filter((candidate) => plainReference(candidate) === plain)
  return byReference.length > 0 ? byReference : didYouMean(plainWord(word), known)
}
