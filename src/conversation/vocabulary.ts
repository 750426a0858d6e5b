import type { Area, Body, Day, PlanWords, Role } from '../domain/plan.ts'
import type { ReferenceIndex } from '../domain/reference.ts'
import type { Scale } from '../domain/scale.ts'

/** The names that a line can be about: what the reader knows of the plan and of the day. */
export interface Vocabulary {
  readonly today: Day
  readonly references: ReferenceIndex
  readonly scale: Scale
  /** What the plan calls its parts. */
  readonly words: PlanWords
  readonly areas: readonly Area[]
  readonly roles: readonly Role[]
  readonly bodies: readonly Body[]
  readonly people: readonly { readonly code: string; readonly name: string }[]
  readonly commands: readonly string[]
}
