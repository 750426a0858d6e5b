import type { PlanFile, PlanFileAction, PlanFileSubAction } from './schema.ts'

/** The way to a place in the file: keys and indexes. */
export type Path = readonly PropertyKey[]

/** A remark about a place in the file. */
export interface Remark {
  readonly path: Path
  readonly text: string
  /** The earlier place of the same thing. */
  readonly first?: Path
}

export function eachAction(plan: PlanFile): readonly { action: PlanFileAction; path: Path }[] {
  return plan.areas.flatMap((one, a) =>
    one.actions.map((each, i) => ({ action: each, path: ['areas', a, 'actions', i] })),
  )
}

export function eachSubAction(plan: PlanFile): readonly { subAction: PlanFileSubAction; path: Path }[] {
  return eachAction(plan).flatMap(({ action: one, path }) =>
    one.subActions.map((each, i) => ({ subAction: each, path: [...path, 'subActions', i] })),
  )
}
