import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { planFile } from '../../src/plan-file/schema.ts'
import { projectFile } from '../../src/shell/project.ts'

test('docs/plan-file.md describes every field of a plan file', () => {
  const text = readFileSync(projectFile('docs/plan-file.md'), 'utf8')
  const described = new Set([...text.matchAll(/`(\w+)`/g)].map((match) => match[1]))
  expect(fieldsOf(planFile).filter((field) => !described.has(field))).toEqual([])
})

function fieldsOf(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(fieldsOf)
  if (part instanceof z.ZodObject)
    return [...Object.keys(part.shape), ...Object.values(part.shape).flatMap(fieldsOf)]
  return part instanceof z.ZodType ? Object.values(part.def).flatMap(fieldsOf) : []
}
