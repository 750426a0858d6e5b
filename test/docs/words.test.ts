import { describe, expect, test } from 'vitest'
import { loadCommands } from '../../src/discover.ts'
import { createTestApp } from '../support/app.ts'

/** Words that only the code and the plan file use; people read "board", "change to the plan", "position at the cut-off". */
const OLD = /\b(?:amendments?|editions?|bod(?:y|ies)|blue proposed)\b/i

describe('what people read of every command', () => {
  test('its help uses none of the old words', async () => {
    const bot = await createTestApp()
    for (const [name, { hidden }] of await loadCommands()) {
      if (hidden) continue
      const text = await bot.say(`help ${name.replace(/-/g, ' ')}`)
      expect(text, name).not.toMatch(OLD)
    }
    await bot.close()
  })

  test('both digests, the requests and the walk use none of them', async () => {
    const bot = await createTestApp()
    await bot.say('revise B4(a) to 26 March 2021 because the framework comes late', { as: 'SLSPPEP' })
    await bot.say('item close B1(c) no longer required because the supplier has gone')
    for (const line of [
      'digest board',
      'digest operational group',
      'requests',
      'meeting',
      'minutes',
      'plans',
    ])
      expect(await bot.say(line), line).not.toMatch(OLD)
    bot.later(new Date('2020-12-09T09:00:00Z'))
    for (const line of [
      'decisions board',
      'approve R1 minute 4.2',
      'approve R2',
      'minute 4.3',
      'minutes board',
    ])
      expect(await bot.say(line), line).not.toMatch(OLD)
    await bot.close()
  })
})
