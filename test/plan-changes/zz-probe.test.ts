import { test } from 'vitest'
import { createTestApp } from '../support/app.ts'

test('probe', async () => {
  const bot = await createTestApp({ now: new Date('2020-12-14T10:00:00Z') })
  const lines = (process.env.LINES ?? '').split('\n').filter(Boolean)
  for (const line of lines) {
    if (line.startsWith('+')) { bot.later({ minutes: Number(line.slice(1)) }); continue }
    if (line.startsWith('@')) { bot.later(new Date(line.slice(1))); continue }
    const [as, said] = line.startsWith('as ') ? [line.split(' ')[1], line.split(' ').slice(2).join(' ')] : ['coordinator', line]
    console.log(`> ${line}\n${(await bot.say(said ?? '', { as: as ?? '' })).slice(0, Number(process.env.MOST ?? 1500))}\n`)
  }
  await bot.close()
})
