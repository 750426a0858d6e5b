import type { Field } from '../message.ts'

/** What an optional choice brings that was left as it is. Nobody types it, and it is no argument. */
export const AS_IT_IS = 'wsoa:as-it-is'

/** The choices of a field. Radio buttons cannot be cleared, so an optional field begins with leaving it as it is. */
export function choicesOf({ choices = [], required, asItIs }: Field): NonNullable<Field['choices']> {
  if (required) return choices
  const label = asItIs === undefined ? 'As it is' : `As it is: ${asItIs}`
  return [{ value: AS_IT_IS, label }, ...choices]
}

/** The value that a field shows at first. */
export function chosenOf(field: Field, value = field.value): string | undefined {
  const isKnown = field.choices?.some((choice) => choice.value === value)
  if (isKnown) return value
  return field.required ? undefined : AS_IT_IS
}
