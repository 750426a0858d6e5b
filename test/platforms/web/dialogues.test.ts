import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Database } from '../../../data/database.ts'
import { projectFile } from '../../../src/shell/project.ts'
import { createTestApp } from '../../support/app.ts'
import { startWeb, type Visitor } from '../../support/web/web.ts'

interface Turn {
  readonly say?: string
  readonly later?: number
  readonly inWindow?: true
}

const dialogues: readonly { readonly dialogue: string; readonly turns: readonly Turn[] }[] = parse(
  readFileSync(projectFile('test/conversation/dialogues.yaml'), 'utf8'),
)
/** A page has no windows: its forms stand on it. */
const typed = dialogues.filter(({ turns }) => turns.every(({ inWindow }) => !inWindow))

test.each(typed)('typed into the box it records what it records in chat: $dialogue', async ({ turns }) => {
  const [chat, web] = [await createTestApp(), await startWeb()]
  const browsers = new Map<string, Visitor>()
  for (const { say, later } of turns) {
    if (later !== undefined) {
      chat.later({ minutes: later })
      web.bot.later({ minutes: later })
      browsers.clear()
      continue
    }
    const [, as = 'SLSPPEP', line = say ?? ''] = say?.match(/^@(\S+) (.*)$/) ?? []
    await chat.tell(line, { as })
    const browser = browsers.get(as) ?? (await web.signedIn(as))
    browsers.set(as, browser)
    await browser.say(line, '/help')
  }
  expect(await recorded(web.bot.db)).toEqual(await recorded(chat.db))
  await chat.close()
  await web.close()
})

async function recorded(db: Database) {
  return {
    updates: await db
      .selectFrom('updates')
      .select(['itemId', 'kind', 'rating', 'state', 'completedOn', 'note', 'personId', 'undoesId'])
      .where('kind', '!=', 'import')
      .orderBy('id')
      .execute(),
    requests: await db
      .selectFrom('requests')
      .select(['number', 'itemId', 'kind', 'state', 'toDay', 'reason', 'askedBy'])
      .orderBy('id')
      .execute(),
    decisions: await db
      .selectFrom('decisions')
      .select(['requestId', 'outcome', 'note'])
      .orderBy('id')
      .execute(),
  }
}
