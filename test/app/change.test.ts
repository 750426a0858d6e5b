import { expect, test } from 'vitest'
import { watchStatements } from '../bench/statements.ts'
import { createTestApp } from '../support/app.ts'

const MOST = 23

test(`an update takes at most ${MOST} statements, and looks twice whether another process has written`, async () => {
  const { tell, close } = await createTestApp()
  const update = (key: string) => tell('update C2(a) amber clinic opened', { as: 'SLSESEND', key })
  // The first of the day marks the account as used, and the second reads anew what that dropped.
  for (const key of ['first', 'second']) await update(key)
  const { statements } = await watchStatements(async () => {
    expect(await update('third')).toMatchObject({ ok: true })
  })
  await close()
  expect(statements.filter((text) => text === 'pragma data_version')).toHaveLength(2)
  expect(statements.filter((text) => text === 'commit')).toHaveLength(1)
  expect(statements.length).toBeLessThanOrEqual(MOST)
})
