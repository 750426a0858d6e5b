import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'

const TINY = readFileSync(projectFile('test/plans/tiny.yaml'), 'utf8')

function withCadence(cadence: string, more = '') {
  return readPlanFile(TINY.replace(/ {6}- \{ every: 1 month.*\n/, `      - ${cadence}\n`) + more)
}

test.each([
  [
    '{ every: 1 month, on: third Wednesday, from: 2020-09-01, time: "10:00" }',
    { unit: 'months', on: { nth: 3, weekday: 3 } },
  ],
  [
    '{ every: 1 month, on: last Friday, from: 2020-09-01, time: "10:00" }',
    { unit: 'months', on: { nth: 'last', weekday: 5 } },
  ],
  ['{ days: [ 2020-12-08, 2020-11-10 ], time: "10:00" }', { unit: 'days', from: '2020-11-10' }],
])('a body may meet on %s', (written, wanted) => {
  const { plan, errors } = withCadence(written)
  expect(errors).toEqual([])
  expect(plan?.bodies[0]?.cadence).toMatchObject([wanted])
})

test.each([
  ['{ every: 6 weeks, on: third Wednesday, from: 2020-09-01, time: "10:00" }', 'goes with months or terms'],
  [
    '{ every: 1 month, on: someday, from: 2020-09-01, time: "10:00" }',
    'is not a day such as third Wednesday',
  ],
  ['{ every: 6 weeks, days: [ 2020-12-08 ], time: "10:00" }', 'does not go with given days'],
  ['{ from: 2020-09-01, time: "10:00" }', 'expected a rhythm such as 6 weeks'],
])('%s is refused', (written, sentence) => {
  expect(
    withCadence(written)
      .errors.map(({ text }) => text)
      .join(),
  ).toContain(sentence)
})

test('a meeting on a day on which nobody works is asked about', () => {
  const { questions } = withCadence('{ days: [ 2020-12-25, 2021-01-12 ], time: "10:00" }')
  expect(questions.map(({ text }) => text).join()).toContain(
    'would sit on Friday 25 December 2020, not a working day',
  )
})
