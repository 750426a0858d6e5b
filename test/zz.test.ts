import { test } from 'vitest'
import { createTestApp } from './support/app.ts'
test('x', async () => {
  for (const dialogue of (process.env.LINES ?? '').split('|')) {
    const bot = await createTestApp()
    for (const part of dialogue.split('>>')) {
      const m = part.trim().match(/^\[([^\]]+)\] (.*)$/s)
      const said = await bot.say(m ? m[2] ?? '' : part.trim(), { as: m?.[1] ?? 'SLSPPEP' })
      console.log('¤' + part.trim() + '\n' + said.split('\n').slice(0, 9).join('\n'))
    }
    await bot.close()
  }
})
