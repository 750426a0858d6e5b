import { expect, test } from 'vitest'
import { createTestApp } from '../support/app.ts'

test('overdue on the first morning lists 13 known late, then 8 whose position is not stated', async () => {
  const { say, close } = await createTestApp()
  const text = await say('overdue')
  expect(text).toContain('13 of 63 sub-actions are overdue on Tuesday 24 November 2020.')
  expect(text).toContain('Past their date, position not stated: 8')
  await close()
})
