import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
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

/** What stands between backticks, outside of blocks. */
function named(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
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
  'schemas.openxmlformats.org',
  'purl.org',
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
  const found = CODE.flatMap((file) => {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    return [...code.matchAll(HOST)].map(([host]) => host)
  })
  return [...new Set(found)].sort()
}

const CODE = ['src', 'data', 'commands', 'digests'].flatMap((folder) => sourcesIn(projectFile(folder)))

const HOST = /(?<![\w@.-])\.?(?:[a-z0-9-]+\.)+(?:com|us|cn|net|org|io|dev|uk|gov|eu)(?![\w.-])/g

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sourcesIn(path)
    return name.endsWith('.ts') ? [path] : []
  })
}

describe('the picture of what goes where', () => {
  const page = readDocument(`${FOLDER}/data-flow.md`)
  const [picture] = blocksOf(page).filter(({ language }) => language === 'mermaid')

  test('has the arrows of the table below it, by number, from and to the same, and no other', () => {
    const names = new Map(
      [...(picture?.text ?? '').matchAll(/^ +(\w+)[([]+"(.+?)"/gm)].map(([, id = '', name]) => [id, name]),
    )
    const arrows = [...(picture?.text ?? '').matchAll(/^ +(\w+) -- "(\d+)" --> (\w+)$/gm)].map(
      ([, from = '', number, to = '']) => [number, names.get(from), names.get(to)],
    )
    const rows = rowsOf(page).filter(([number = '']) => /^\d+$/.test(number))
    expect(arrows.length).toBeGreaterThan(10)
    expect(rows.map(([number, from, to]) => [number, from, to])).toEqual(arrows)
  })
})

test('the cookies on the page are those that the source sets', () => {
  const set = CODE.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'(__Host-[\w-]+)'/g)].map(([, name = '']) => name),
  )
  const listed = named(readDocument(`${FOLDER}/data-flow.md`)).filter((each) => each.startsWith('__Host-'))
  expect(listed.sort()).toEqual([...new Set(set)].sort())
})

describe('the security measures', () => {
  const measures = rowsOf(readDocument(`${FOLDER}/security-measures.md`)).filter(([section = '']) =>
    /^V\d/.test(section),
  )

  test('each say how far they go, and name what proves it', () => {
    expect(measures.length).toBeGreaterThan(40)
    for (const [section = '', , extent = '', proof = ''] of measures) {
      expect(section).toMatch(/^(?:V\d+\.\d+ )+[a-zA-Z]/)
      expect(extent).toMatch(/^(?:met|council|not met|in part(?:: .+)?)$/)
      expect([section, proof]).toEqual([section, expect.stringMatching(/`[^`]+`|\]\(/)])
    }
  })

  test('hold of hashes: the source uses SHA-256 and no other', () => {
    const used = CODE.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/create(?:Hash|Hmac)\('([^']+)'/g)].map(([, name]) => name),
    )
    expect(new Set(used)).toEqual(new Set(['sha256']))
  })

  test('hold of redirections: no call of ours that carries a token, a key or a file follows one', () => {
    const calls = CODE.filter((file) => /(?<![.\w])fetch\(/.test(readFileSync(file, 'utf8')))
    const following = calls.filter((file) => !/redirect: '(?:error|manual)'/.test(readFileSync(file, 'utf8')))
    expect(following.map((file) => relative(projectFile('.'), file)).sort()).toEqual(MAY_FOLLOW)
  })
})

/**
 * They ask this machine whether it is well, Microsoft’s sign-in whether it is there, and what Slack’s package asks for. The
 * `fetch` of assistants is a handler of ours.
 */
const MAY_FOLLOW = [
  'src/platforms/slack/bolt.ts',
  'src/platforms/slack/examine.ts',
  'src/platforms/teams/sign-in.ts',
  'src/platforms/web/assistants/mount.ts',
  'src/shell/healthcheck.ts',
]

describe.each(PAGES)('%s', (path) => {
  const page = readDocument(path)

  test('names only files that are there as proof', () => {
    const paths = named(page).filter((each) => /^(?:test|src|manifest|deploy|\.ci)\/?[\w./-]*$/.test(each))
    expect(paths.filter((each) => !existsSync(projectFile(each)))).toEqual([])
  })

  test('leaves to the council only blanks with the one mark, as many as the first page counts', () => {
    const text = page.replace(/\s+/g, ' ')
    const blanks = [...text.matchAll(/\*\*\[FILL IN: [^\]]+\]\*\*/g)]
    expect(text).not.toMatch(/_{3,}|\bTB[CD]\b|\bTODO\b|\bXX+\b|<[a-z ]+>/)
    if (path.endsWith('README.md')) return
    expect([...text.matchAll(/FILL IN/g)].length).toBe(blanks.length)
    const counted = rowsOf(readDocument(`${FOLDER}/README.md`)).find(([, link = '']) =>
      link.includes(`(${basename(path)})`),
    )
    expect(counted?.[3]).toBe(blanks.length === 0 ? 'nothing' : String(blanks.length))
  })

  test('can be read in one sitting', () => {
    expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(130)
  })
})

test('the first page fits one screen, and leads to every page', () => {
  const page = readDocument(`${FOLDER}/README.md`)
  expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(40)
  const others = PAGES.filter((path) => !path.endsWith('README.md'))
  expect(others.filter((path) => !page.includes(`(${basename(path)})`))).toEqual([])
})
