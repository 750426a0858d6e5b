import { test } from 'vitest'
import { createTestApp, SAMPLE } from '../support/app.ts'
test('x', async () => {
  const bot = await createTestApp({ plan: SAMPLE })
  for (const line of ['what is not rated?','which actions are not rated in B','unrated items','what had not been rated on 1 July 2020?','what was not rated on 1 July 2020','due as at 1 July 2020','what was due on 1 July 2020','due before the next board as at 1 July 2020','what was due in B next month as at 1 July 2020','overdue','and on 1 July 2020?','and as at 1 July 2020?','what about 1 July 2020','overdue as at 1 July 2021','was C2 overdue on 1 July 2020?','due on 1 January 2021','what is due on 1 July 2021', 'list complete as at 1 October 2020', 'what will be overdue on 1 July 2021'])
    console.log('> ' + line + '\n' + (await bot.say(line)).slice(0,180))
  await bot.close()
})
