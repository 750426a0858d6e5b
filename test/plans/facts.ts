import { readFileSync } from 'node:fs'
import type { PlanFile, PlanFileItem } from '../../src/plan-file/arranged.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'

/** The facts of a paper, as they were read from it. */
export function factsOf<Facts>(name: string): Facts {
  return JSON.parse(readFileSync(projectFile(`test/fixtures/facts/${name}.json`), 'utf8')) as Facts
}

/** What `check` asks about a plan of this repository. */
export function questionsOf(path: string): readonly string[] {
  return readPlanFile(readFileSync(projectFile(path), 'utf8')).questions.map(({ text }) => text)
}

export function itemsAt({ items }: PlanFile, level: number): readonly PlanFileItem[] {
  return items.filter((item) => item.level === level)
}

export function partsOf({ items }: PlanFile, ref: string): readonly PlanFileItem[] {
  return items.filter(({ parent }) => parent === ref)
}

/** The titles of roles by their codes. */
export function titles({ roles }: PlanFile, codes: readonly string[]): readonly string[] {
  return codes.map((code) => roles.find((role) => role.code === code)?.title ?? '')
}

/** Every text of a plan file, for what must not stand in it. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}
