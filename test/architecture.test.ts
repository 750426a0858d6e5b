import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectFile } from '../src/shell/project.ts'

/**
 * The rooms of the house, from the ground up: a folder or a door (a file in `src/` that others are written against). A
 * room may import the rooms before it and the packages beside it, so that nothing reaches back. `node:` stands for Node's
 * own modules, and `sees` narrows a room that must not see all below it.
 */
const ROOMS: readonly {
  readonly room: string
  readonly packages?: readonly string[]
  readonly sees?: readonly string[]
}[] = [
  { room: 'src/errors.ts' },
  { room: 'src/domain', packages: ['date-fns', '@date-fns/tz', 'fastest-levenshtein', 'node:'] },
  { room: 'src/plan-file', packages: ['zod', 'yaml'], sees: ['src/domain'] },
  {
    room: 'src/import',
    packages: ['@xmldom/xmldom', 'csv-parse', 'fflate', 'hucre', 'yaml', 'node:'],
    sees: ['src/domain', 'src/plan-file'],
  },
  { room: 'src/message.ts', sees: ['src/domain'] },
  { room: 'src/settings', packages: ['node:'], sees: ['src/domain'] },
  {
    room: 'src/settings.ts',
    packages: ['zod', 'node:'],
    sees: ['src/errors.ts', 'src/domain', 'src/settings'],
  },
  { room: 'src/log.ts', packages: ['pino'], sees: [] },
  { room: 'data/schema.ts', packages: ['kysely'], sees: ['src/domain'] },
  { room: 'data/engine', packages: ['kysely', 'node:'], sees: ['src/errors.ts'] },
  {
    room: 'data/engine/sqlite',
    packages: ['kysely', 'better-sqlite3', 'node:'],
    sees: ['src/errors.ts', 'data/engine'],
  },
  {
    room: 'data/engine/postgresql',
    packages: ['kysely', 'pg', 'node:'],
    sees: ['src/errors.ts', 'data/engine'],
  },
  { room: 'data/migrations', packages: ['kysely'], sees: ['data/engine'] },
  {
    room: 'data',
    packages: ['kysely', 'node:'],
    sees: [
      'src/errors.ts',
      'src/domain',
      'data/schema.ts',
      'data/engine',
      'data/engine/sqlite',
      'data/engine/postgresql',
      'data/migrations',
    ],
  },
  { room: 'data/export', sees: ['src/domain', 'data'] },
  {
    room: 'data/import',
    packages: ['kysely', 'node:'],
    sees: ['src/errors.ts', 'src/domain', 'src/plan-file', 'data', 'data/engine', 'data/schema.ts'],
  },
  {
    room: 'data/retention',
    packages: ['kysely', 'node:'],
    sees: ['src/domain', 'data', 'data/engine', 'data/schema.ts'],
  },
  { room: 'src/command.ts', packages: ['zod'] },
  { room: 'src/digest.ts', sees: ['src/domain', 'src/message.ts'] },
  { room: 'src/platform.ts', packages: ['express', 'pino', 'node:'] },
  {
    room: 'src/conversation',
    packages: ['chrono-node', 'fastest-levenshtein'],
    sees: ['src/errors.ts', 'src/domain', 'src/command.ts'],
  },
  {
    room: 'src/render',
    packages: ['markdown-table', 'string-width', 'wrap-ansi', 'node:'],
    sees: ['src/domain', 'src/message.ts'],
  },
  { room: 'src/lookup', packages: ['zod'] },
  { room: 'src/status' },
  { room: 'src/editions', packages: ['node:'] },
  { room: 'src/requests', packages: ['zod', 'node:crypto'] },
  { room: 'src/updates', packages: ['zod'] },
  { room: 'src/boards' },
  { room: 'digests', sees: ['src/domain', 'src/message.ts', 'src/digest.ts', 'src/status'] },
  {
    room: 'src/picture',
    packages: ['@resvg/resvg-js', 'node:'],
    sees: ['src/domain', 'src/message.ts', 'src/digest.ts', 'src/render', 'digests'],
  },
  {
    // One writer for every table that leaves to be filled in or computed with.
    room: 'src/spreadsheet',
    packages: ['csv-stringify', 'fflate', 'hucre'],
    sees: ['src/domain', 'src/message.ts', 'src/render', 'src/picture'],
  },
  {
    // The paper says what the digests say, in the same words.
    room: 'src/paper',
    packages: ['docx', 'fflate', 'node:'],
    sees: [
      'src/domain',
      'src/message.ts',
      'src/digest.ts',
      'src/render',
      'src/status',
      'src/picture',
      'digests',
    ],
  },
  {
    room: 'src/discover.ts',
    packages: ['node:'],
    sees: ['src/domain', 'src/settings.ts', 'src/command.ts', 'src/digest.ts', 'src/platform.ts'],
  },
  { room: 'src/deliveries', packages: ['pino', 'node:'] },
  { room: 'src/people' },
  { room: 'src/plan-changes', packages: ['zod'] },
  { room: 'src/tracker', packages: ['node:'] },
  { room: 'src/attachments', packages: ['express', 'pino', 'node:'] },
  // What leaves in files: one release decides what may.
  { room: 'src/export', packages: ['yaml', 'node:'] },
  { room: 'src/importing', packages: ['node:'] },
  { room: 'commands', packages: ['zod'] },
  { room: 'src/app', packages: ['pino', 'node:'] },
  {
    // A platform translates and decides nothing: it has no way to the record.
    room: 'src/platforms',
    packages: [
      '@microsoft/agents-hosting',
      '@modelcontextprotocol/server',
      '@slack/bolt',
      '@slack/web-api',
      'botbuilder',
      'express',
      'helmet',
      'nodemailer',
      'openid-client',
      'p-queue',
      'pino',
      'raw-body',
      'undici',
      'zod',
      'node:',
    ],
    sees: [
      'src/errors.ts',
      'src/domain',
      'src/message.ts',
      'src/settings.ts',
      'src/log.ts',
      'src/platform.ts',
      'src/render',
    ],
  },
  {
    room: 'src/shell',
    packages: [
      '@clack/prompts',
      '@resvg/resvg-js',
      'commander',
      'express',
      'fflate',
      'ical-generator',
      'node-cron',
      'pino',
      'prom-client',
      'yaml',
      'node:',
    ],
  },
  { room: 'src/main.ts', sees: ['src/shell'] },
]

/** Files that see less than their room. */
const NARROWER: Readonly<Record<string, readonly string[]>> = {
  // A stranger is shown nothing of the plan: the only way in is to ask to be linked.
  'src/app/strangers.ts': ['src/domain', 'src/message.ts', 'src/platform.ts', 'src/people', 'src/app'],
  // Understanding changes nothing: it has what is remembered, and no way to the tables.
  'src/app/understand.ts': ['src/errors.ts', 'src/domain', 'src/command.ts', 'src/conversation', 'src/app'],
}

const files = ['src', 'commands', 'digests', 'data'].flatMap((folder) => sources(projectFile(folder)))

describe('the rooms keep apart', () => {
  test('one function writes a file and flushes it, for whoever needs that', () => {
    const flushing = files.filter((file) => /\bfsync(?:Sync)?\(/.test(code(file)))
    expect(flushing).toEqual(['data/engine/flushed.ts'])
  })

  test('every file has exactly one room, and every room a file', () => {
    const rooms = ROOMS.map(({ room }) => room)
    expect(new Set(rooms).size).toBe(rooms.length)
    expect(files.filter((file) => !rooms.includes(roomOf(file)))).toEqual([])
    expect(rooms.filter((room) => !files.some((file) => roomOf(file) === room))).toEqual([])
  })

  test.each(ROOMS.map((each, place) => ({ ...each, place })))(
    '$room imports only rooms below it',
    ({ room, packages = [], sees, place }) => {
      const below = sees ?? ROOMS.slice(0, place).map((each) => each.room)
      expect(below.filter((each) => !ROOMS.slice(0, place).some((other) => other.room === each))).toEqual([])
      const strays = files
        .filter((file) => roomOf(file) === room)
        .flatMap((file) =>
          imports(file)
            .filter((target) => !isAllowed(target, { room, packages, below: NARROWER[file] ?? below }))
            .map((target) => `${file} imports ${target}`),
        )
      expect(strays).toEqual([])
    },
  )

  test('only data/ speaks SQL, and only its SQLite engine knows SQLite', () => {
    const speakers = files.filter((file) => imports(file).some((target) => target === 'kysely'))
    expect(speakers.filter((file) => !file.startsWith('data/'))).toEqual([])
    const knowing = files.filter((file) => /better-sqlite3|pragma|sqlite_master|SQLITE_/.test(source(file)))
    expect(
      knowing.filter((file) => !file.startsWith('data/engine/sqlite/') && !MESSAGES.includes(file)),
    ).toEqual([])
  })

  test('only main.ts reads the machine’s clocks and environment', () => {
    const readers = files.filter((file) =>
      /new Date\(\)|Date\.now\(\)|performance\.now\(\)|process\.env\b/.test(code(file)),
    )
    expect(
      readers.filter((file) => file !== 'src/main.ts' && !WAITING.some((each) => file.startsWith(each))),
    ).toEqual([])
  })

  describe('an SDK for Teams is known by its own folder alone', () => {
    const SDKS = [
      { folder: 'src/platforms/teams/botbuilder/', packages: /^bot(?:builder|framework)/ },
      { folder: 'src/platforms/teams/agents/', packages: /^@microsoft\/agents-/ },
    ]

    test.each(SDKS)('$folder imports it, and nothing else does', ({ folder, packages }) => {
      const users = files.filter((file) => imports(file).some((target) => packages.test(target)))
      expect(users.filter((file) => !file.startsWith(folder))).toEqual([])
      expect(users.length).toBeGreaterThan(0)
    })

    test.each(SDKS)('$folder is reached by its sdk.ts, which is loaded when Teams opens', ({ folder }) => {
      const outside = files.filter((file) => !file.startsWith(folder))
      const reached = outside.flatMap((file) =>
        imports(file)
          .filter((target) => target.startsWith(folder))
          .map((target) => `${file} imports ${target}`),
      )
      expect(reached).toEqual([`src/platforms/teams/open.ts imports ${folder}sdk.ts`])
      expect(source('src/platforms/teams/open.ts')).toContain(
        `await import('./${folder.replace('src/platforms/teams/', '')}sdk.ts')`,
      )
    })

    test('what its errors look like is read there', () => {
      const readers = files.filter(
        (file) => file.startsWith('src/platforms/teams') && SHAPES.test(code(file)),
      )
      expect(readers.filter((file) => !SDKS.some(({ folder }) => file.startsWith(folder)))).toEqual([])
      expect(readers.length).toBeGreaterThan(1)
    })
  })
})

/** The fields and names of errors by which the SDKs tell how a call ended. */
const SHAPES =
  /\b(?:RestError|HttpError|errorCode|MemberNotFoundInConversation|retry-after)\b|\{[^{}]*\bstatusCode\?:[^{}]*\}/i

describe('this test sees every way of importing', () => {
  test.each([
    ["import { a } from './a.ts'", './a.ts'],
    ["import type { A } from './a.ts'", './a.ts'],
    ["import {\n  a,\n  b,\n} from './a.ts'", './a.ts'],
    ["import './a.ts'", './a.ts'],
    ["export { a } from './a.ts'", './a.ts'],
    ["export type { A } from './a.ts'", './a.ts'],
    ["export * from './a.ts'", './a.ts'],
    ["const a = await import('./a.ts')", './a.ts'],
    ["type A = import('./a.ts').A", './a.ts'],
    ["import a from 'kysely'", 'kysely'],
  ])('%s', (text, target) => {
    expect(specifiers(text)).toEqual([target])
  })
})

/** They name SQLite's package to people, in a sentence. */
const MESSAGES: readonly string[] = []
/** How long they wait is no business of the plan's: the lock of a database, the pace of a platform. */
const WAITING = [
  'data/engine/sqlite/',
  'src/platforms/terminal.ts',
  'src/platforms/slack/',
  'src/platforms/teams/',
]

function isAllowed(
  target: string,
  { room, packages, below }: { room: string; packages: readonly string[]; below: readonly string[] },
): boolean {
  if (/^(src|data|commands|digests)\//.test(target)) {
    const there = roomOf(target)
    return there === room || below.includes(there)
  }
  return packages.some((name) => target === name || target.startsWith(name.endsWith(':') ? name : `${name}/`))
}

function roomOf(file: string): string {
  if (ROOMS.some(({ room }) => room === file)) return file
  const folder = dirname(file)
  const rooms = ROOMS.map(({ room }) => room).filter(
    (room) => folder === room || folder.startsWith(`${room}/`),
  )
  return rooms.sort((one, other) => other.length - one.length)[0] ?? folder
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sources(path)
    return name.endsWith('.ts') ? [relative(projectFile('.'), path)] : []
  })
}

function source(file: string): string {
  return readFileSync(projectFile(file), 'utf8')
}

/** The source without its comments. */
function code(file: string): string {
  return source(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

function specifiers(text: string): readonly string[] {
  const found = text.matchAll(
    /^import\s+(?:[^'";=()]*?\sfrom\s+)?['"]([^'"]+)['"]|^export\s+(?:type\s+)?(?:\*|\{)[^'";]*?\sfrom\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  )
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

function imports(file: string): readonly string[] {
  return specifiers(source(file)).map((target) =>
    target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
  )
}
