import { afterAll, beforeAll, expect, test } from 'vitest'
import { buttonsOf, createSlackTest, type SlackTest, wordsOf } from '../../support/slack/slack.ts'

let slack: SlackTest

beforeAll(async () => {
  slack = await createSlackTest()
  await slack.link('U0OWNER', 'SLSESEND')
})
afterAll(() => slack.close())

test('a slash command is acknowledged with the receipt, once it is on disk', async () => {
  const { status, json } = await slack.command('U0OWNER', 'update C2(a) amber annual review backlog')
  expect(status).toBe(200)
  console.log(JSON.stringify(json, null, 1))
  expect(json.response_type).toBe('ephemeral')
  expect(wordsOf(json.blocks)).toContain('Recorded')
  expect(await slack.updates()).toBe(1)
})
