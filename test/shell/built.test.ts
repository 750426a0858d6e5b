import { expect, test } from 'vitest'
import { createTestApp } from '../support/app.ts'
import { createShell } from '../support/shell.ts'

/** Each is read by patterns with characters that the build writes as escapes. */
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
  const shell = createShell()
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
