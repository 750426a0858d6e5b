import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, inject, test } from 'vitest'
import { createTestApp } from '../support/app.ts'

/** Each is read by patterns that contain characters outside ASCII. */
const LINES = [
  'update A1(a)–(d) green',
  'C2(a) isn’t green',
  'C2(a) is amber 👍',
  'revise C2(b) to 9 – 11 May 2021 because it slipped',
  'revise C2(b) to 9–11 May 2021 because it slipped',
  'due 1 – 15 December 2020',
  'update C2(a) → amber waiting for the panel…',
  'update C2(a) “amber”',
]

test('the program that was put together reads what its source reads, whatever characters are in it', async () => {
  const bot = await createTestApp()
  const script = `
    const { openDatabase } = await import(${built('data/database.js')})
    const { createApp } = await import(${built('src/app/app.js')})
    const { loadCommands } = await import(${built('src/discover.js')})
    const db = await openDatabase('sqlite:${inject('demo')}', { create: false })
    const app = createApp({ db, commands: await loadCommands() })
    const read = []
    for (const line of ${JSON.stringify(LINES)}) read.push(await app.read(line, new Date('${bot.now().toISOString()}')))
    console.log(JSON.stringify(read))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  const expected = await Promise.all(LINES.map((line) => bot.app.read(line, bot.now())))
  expect(JSON.parse(stdout)).toMatchObject(expected.map(({ certainty, reason }) => ({ certainty, reason })))
  await bot.close()
})

test('the trace of an error in the built program names a file and a line of its source', () => {
  const script = `
    process.argv = ['node', 'wsoa', 'parse', 'help']
    await import(${built('src/main.js')})
    const { digestFor } = await import(${built('src/discover.js')})
    await digestFor('no such body', {}).catch(({ stack }) => console.error(stack))`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stderr).toMatch(/at digestFor \(\S*src[/\\]discover\.ts:\d+:\d+\)/)
})

function built(file: string): string {
  return JSON.stringify(pathToFileURL(join(inject('compiled'), file)).href)
}
