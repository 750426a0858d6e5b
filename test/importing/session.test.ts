import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Downloaded } from '../../src/command.ts'
import type { SentFile } from '../../src/platform.ts'
import { createTestApp, type TestApp, TINY } from '../support/app.ts'
import { projectFile } from '../../src/shell/project.ts'
let bot: TestApp
beforeEach(async () => { bot = await createTestApp({ plan: TINY }) })
afterEach(() => bot.close())
function file(name: string, bytes: Uint8Array): SentFile {
  return { name, link: 'https://x.example/f', hash: async () => null, bytes: async (): Promise<Downloaded> => ({ kind: 'bytes', bytes }) }
}
test('x', async () => {
  const { read } = await import('../support/app.ts')
  const csv = `Ref,Action,Lead,Due\n1.1.1,Open on Sunday afternoons,SLX,2021-03-31\n1.1.2,Renew the roof,LIB,2021-06-30\n1.10.1,Add ramp,SLX,2021-03-31\n`
  console.log(readFileSync(projectFile(TINY),'utf8').slice(0,2500))
  console.log(read(await bot.tell('help', { from: { files: [file('tracker.csv', Buffer.from(csv))] } })))
  for (const w of ['1', 'Harbour plan', '1', 'back', '1', '1','1','1','leave open','1','1','stay','stay','stay','import now', 'status 1.1.1'])
    console.log('>>> ' + w + '\n' + (await bot.say(w)))
})
