import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { readSmtpUrl } from '../../src/domain/mail-address.ts'
import { projectFile } from '../../src/shell/project.ts'
import { openTestDatabase } from '../support/database.ts'
import { blocksOf, readDocument } from './document.ts'

const FOLDER = 'docs/governance'
const PAGES = readdirSync(projectFile(FOLDER)).map((name) => `${FOLDER}/${name}`)

/** Hosts that the packages call, or that come with Slack's answers; the source names only what they end in. */
const BY_PACKAGES = [
  {
    host: 'slack.com',
    why: 'Slack’s package calls it',
    file: 'node_modules/@slack/web-api/dist/WebClient.js',
    text: "slackApiUrl = 'https://slack.com/api/'",
  },
  {
    host: 'files.slack.com',
    why: 'Slack hands out addresses for files there',
    file: 'node_modules/@slack/web-api/dist/WebClient.js',
    text: 'https://files.slack.com/upload',
  },
  {
    host: 'hooks.slack.com',
    why: 'Slack hands out addresses for answers there',
    file: 'src/platforms/slack/open.ts',
    text: 'response_url',
  },
  ...['wss-primary.slack.com', 'wss-backup.slack.com'].map((host) => ({
    host,
    why: 'Slack names it for Socket Mode',
    file: 'src/platforms/slack/examine.ts',
    text: 'apps.connections.open',
  })),
  {
    host: 'login.microsoftonline.com',
    why: 'Microsoft’s package calls it',
    file: 'node_modules/botframework-connector/lib/auth/authenticationConstants.js',
    text: "ToChannelFromBotLoginUrlPrefix = 'https://login.microsoftonline.com/'",
  },
] as const

/** The cells of each row of the tables of a page, without their headings. */
function rowsOf(document: string): readonly (readonly string[])[] {
  return [...document.matchAll(/^\|(.*)\|$/gm)]
    .map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
    .filter(([first = '']) => !/^(?:-+|table|#|)$/.test(first))
}

/** What stands between backticks. */
function named(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

describe('the inventory of personal data', () => {
  test('lists each table with its columns of text and those that point at a person, and no other', async () => {
    const listed = rowsOf(readDocument(`${FOLDER}/personal-data.md`)).map(([table = '', ...cells]) => [
      named(table).join(),
      [...new Set(cells.flatMap(named))].sort(),
    ])
    expect(new Map(listed.sort() as [string, string[]][])).toEqual(new Map(await schemaNow()))
  })
})

/** The tables of a new database, each with the columns that hold text or refer to a person. */
async function schemaNow(): Promise<[string, string[]][]> {
  const db = await openTestDatabase()
  try {
    const tables = await db.introspection.getTables()
    const listed = tables.map(async ({ name, columns }): Promise<[string, string[]]> => {
      const { rows } = await sql<{ from: string }>`
        select "from" from pragma_foreign_key_list(${name}) where "table" = 'people'`.execute(db)
      const texts = columns.filter(({ dataType }) => !/^(?:integer|real)$/i.test(dataType))
      return [name, [...new Set([...texts.map((each) => each.name), ...rows.map(({ from }) => from)])].sort()]
    })
    return (await Promise.all(listed)).sort()
  } finally {
    await db.destroy()
  }
}

describe('the table for the firewall', () => {
  const page = readDocument(`${FOLDER}/network.md`)
  const on = new Set(named(page))
  const settings = parseEnv(readDocument('.env.example'))

  test('names each host that the source names, and no host that it does not', () => {
    const hosts = hostsInSource().filter((host) => !NEVER_CALLED.includes(host))
    const wanted = hosts.map((host) => host.replace(/^\./, '*.'))
    expect(wanted.filter((host) => !on.has(host))).toEqual([])
    const known = (host: string) => wanted.includes(host) || BY_PACKAGES.some((each) => each.host === host)
    const listed = [...on].filter((each) => /^[a-z*][\w*-]*(?:\.[\w-]+)+$/.test(each))
    expect(listed.filter((host) => !known(host))).toEqual([])
    expect(hosts.length).toBeGreaterThan(10)
  })

  test.each(BY_PACKAGES)('names $host, as $why', ({ host, file, text }) => {
    expect(on).toContain(host)
    expect(readFileSync(projectFile(file), 'utf8')).toContain(text)
  })

  test('names each setting with an address or a port, with what counts when it is not set, and no setting that is none', () => {
    const addresses = Object.keys(settings).filter((name) => /URL|HOST|PORT|PROXY|HOPS|_DIR$/.test(name))
    expect(addresses.length).toBeGreaterThan(10)
    expect(addresses.filter((name) => !page.includes(`\`${name}`))).toEqual([])
    const written = [...on].map((each) => each.replace(/=.*$/, ''))
    const names = written.filter((each) => /^(?:[A-Z]+(?:_[A-Z]+)*|Microsoft\w+)$/.test(each))
    expect(names.filter((name) => !(name in settings))).toEqual([])
    expect(page).toContain(`\`HOST\` (\`${settings.HOST}\` unless set)`)
    expect(page).toContain(`\`PORT\` (\`${settings.PORT}\` unless set)`)
  })

  test.each([
    ['smtp://mail.example.org', 587],
    ['smtps://mail.example.org', 465],
  ])('%s is on port %i, as it says', (address, port) => {
    expect(readSmtpUrl(address)?.port).toBe(port)
    expect(page).toContain(String(port))
  })
})

/** Names of claims, schemas and issuers, and pages that people open. */
const NEVER_CALLED = [
  'www.w3.org',
  'adaptivecards.io',
  'developer.microsoft.com',
  'api.slack.com',
  'api.botframework.com',
  'botframework.com',
  'one.dev',
  'wsoa.example.org',
  'proxy.example.org',
]

/** The hosts in the source, and what others end in. */
function hostsInSource(): readonly string[] {
  const files = ['src', 'data', 'commands', 'digests'].flatMap((folder) => sourcesIn(projectFile(folder)))
  const found = files.flatMap((file) => {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    return [...code.matchAll(HOST)].map(([host]) => host)
  })
  return [...new Set(found)].sort()
}

const HOST = /(?<![\w@.-])\.?(?:[a-z0-9-]+\.)+(?:com|us|cn|net|org|io|dev|uk|gov|eu)(?![\w.-])/g

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sourcesIn(path)
    return name.endsWith('.ts') ? [path] : []
  })
}
