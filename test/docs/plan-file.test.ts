import { expect, test } from 'vitest'
import { z } from 'zod'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { planFile } from '../../src/plan-file/schema.ts'
import { blocksOf, readDocument } from './document.ts'

const page = readDocument('docs/plan-file.md')

test('the blocks of the page about plan files are a plan', () => {
  const yaml = blocksOf(page)
    .filter(({ language }) => language === 'yaml')
    .map(({ text }) => text)
  expect(readPlanFile(yaml.join('\n'))).toMatchObject({ plan: { code: 'harbour-library' } })
})

test('the page about plan files names every field', () => {
  const fields = keysOf(z.toJSONSchema(planFile, { io: 'input', unrepresentable: 'any' }))
  expect(fields).toContain('maximumMonths')
  expect([...new Set(fields)].filter((key) => !new RegExp(`\`([a-zA-Z]+\\.)?${key}\``).test(page))).toEqual(
    [],
  )
})

/** The keys of all blocks, however deep. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties } = schema as { properties?: object }
  return [...(properties ? Object.keys(properties) : []), ...Object.values(schema).flatMap(keysOf)]
}
