import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, inject, test } from 'vitest'
import { createTestApp } from '../support/app.ts'
import { createShell } from '../support/shell.ts'

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
  const shell = createShell({ demo: true })
  try {
    for (const line of LINES) {
      const { certainty, reason } = await bot.app.read(line, bot.now())
      const { data } = await shell.json(['parse', line])
      expect([line, data]).toMatchObject([line, { certainty, reason }])
    }
  } finally {
    shell.close()
    await bot.close()
  }
})

test('the trace of an error in the built program names a file and a line of its source', () => {
  const built = (file: string) => JSON.stringify(pathToFileURL(join(inject('compiled'), 'src', file)).href)
  const script = `
    process.argv = ['node', 'wsoa', 'parse', 'help']
    await import(${built('main.js')})
    const { digestFor } = await import(${built('discover.js')})
    await digestFor('no such body', {}).catch(({ stack }) => console.error(stack))`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stderr).toMatch(/at digestFor \(\S*src[/\\]discover\.ts:\d+:\d+\)/)
})
