import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inChat, startTeams, type TeamsTest } from '../../support/teams/teams.ts'

const BYTES = Buffer.from('the minutes, as bytes')
const HASH = createHash('sha256').update(BYTES).digest('hex')
const LINK = 'https://council.sharepoint.com/personal/ann/Documents/minutes.pdf'

let teams: TeamsTest
beforeEach(async () => {
  teams = await startTeams()
  await teams.link('SLSP', 'ann')
  teams.connector.sentFiles.set('/download/minutes.pdf', BYTES)
})
afterEach(() => teams.close())

function minutes(downloadUrl: string) {
  return [
    { contentType: 'text/html', content: '<p>evidence B1(b)</p>' },
    {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      name: 'minutes.pdf',
      contentUrl: LINK,
      content: { downloadUrl, uniqueId: 'u', fileType: 'pdf' },
    },
  ]
}

async function kept(): Promise<readonly (string | null)[]> {
  const rows = await teams.bot.db
    .selectFrom('updates')
    .select('evidence')
    .where('evidence', 'is not', null)
    .execute()
  return rows.map(({ evidence }) => evidence)
}

test.each([
  [
    'at Teams’ own address is kept as its name, link and hash',
    () => `${teams.connector.serviceUrl}download/minutes.pdf`,
    ` (SHA-256 ${HASH})`,
  ],
  [
    'at any other address is kept without a hash, as nothing is fetched there',
    () => 'https://elsewhere.example/minutes.pdf',
    '',
  ],
])('a file %s', async (_, download, hash) => {
  await teams.deliver(inChat('ann', { text: 'evidence B1(b)', attachments: minutes(download()) }))
  expect(await kept()).toEqual([`minutes.pdf ${LINK}${hash}`])
})
