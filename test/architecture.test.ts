import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectFile } from '../src/shell/project.ts'

/** What each part may import: a part's own files, other parts by their path's beginning, packages by name. */
const LAYERS: readonly { part: string; may: readonly string[] }[] = [
  { part: 'src/domain/', may: ['src/domain/', 'src/errors.ts', 'date-fns', '@date-fns/tz', 'node:util'] },
  { part: 'src/errors.ts', may: [] },
  { part: 'src/message.ts', may: ['src/domain/'] },
  { part: 'src/cards.ts', may: ['src/message.ts', 'src/domain/'] },
  {
    part: 'src/render/',
    may: [
      'src/render/',
      'src/message.ts',
      'src/domain/scale.ts',
      'markdown-table',
      'string-width',
      'wrap-ansi',
      'node:util',
    ],
  },
  {
    part: 'src/conversation/',
    may: [
      'src/conversation/',
      'src/domain/',
      'src/errors.ts',
      'src/command.ts',
      'chrono-node',
      'fastest-levenshtein',
    ],
  },
  {
    // Understanding changes nothing: of the record it has what is recollected, and no way to the tables.
    part: 'src/understanding.ts',
    may: [
      'src/conversation/',
      'src/domain/',
      'src/errors.ts',
      'src/command.ts',
      'src/recollection.ts',
      'src/situation.ts',
      'src/threads.ts',
      'src/turn.ts',
    ],
  },
  {
    // A stranger is shown nothing of the plan: the only way in is to ask to be linked.
    part: 'src/strangers.ts',
    may: [
      'src/domain/question.ts',
      'src/linking.ts',
      'src/message.ts',
      'src/once.ts',
      'src/platform.ts',
      'src/replies.ts',
      'src/turn.ts',
    ],
  },
  { part: 'src/plan-file/', may: ['src/plan-file/', 'src/domain/', 'zod', 'yaml'] },
  { part: 'src/identity.ts', may: ['src/domain/', 'data/'] },
  {
    part: 'src/platforms/',
    may: [
      'src/platforms/',
      'src/platform.ts',
      'src/message.ts',
      'src/render/',
      'src/domain/',
      'src/errors.ts',
      'src/settings.ts',
      '@slack/bolt',
      '@slack/web-api',
      'botbuilder',
      'express',
      'pino',
      // What comes from outside is parsed where it enters.
      'zod',
      'node:',
    ],
  },
  {
    // The paper says what the digests say, in the same words.
    part: 'src/paper/',
    may: [
      'src/paper/',
      'src/domain/',
      'src/message.ts',
      'src/cards.ts',
      'src/digest.ts',
      'src/render/plain.ts',
      'digests/sections/',
      'docx',
      'fflate',
      '@resvg/resvg-js',
      'node:',
    ],
  },
  {
    part: 'src/platform.ts',
    // Types alone of the last three: what a platform is handed.
    may: [
      'src/command.ts',
      'src/message.ts',
      'src/domain/',
      'src/settings.ts',
      'express',
      'node:http',
      'pino',
    ],
  },
  {
    part: 'data/',
    may: [
      'data/',
      'src/domain/',
      'src/errors.ts',
      'src/plan-file/schema.ts',
      'kysely',
      'better-sqlite3',
      'node:',
    ],
  },
  {
    part: 'digests/',
    may: ['digests/', 'src/digest.ts', 'src/message.ts', 'src/cards.ts', 'src/domain/'],
  },
  { part: 'src/digest.ts', may: ['src/message.ts', 'src/domain/'] },
  {
    part: 'src/editions/',
    may: ['src/editions/', 'src/digest.ts', 'src/domain/', 'src/errors.ts', 'data/'],
  },
  {
    part: 'commands/',
    may: [
      'src/command.ts',
      'src/message.ts',
      'src/cards.ts',
      'src/recording.ts',
      'src/revising.ts',
      'src/given-day.ts',
      'src/receipts.ts',
      'src/undoing.ts',
      'src/decisions/',
      'src/items.ts',
      'src/notices.ts',
      'src/body-called.ts',
      'src/calendar.ts',
      'src/linking.ts',
      'src/channels.ts',
      'src/actions-arising.ts',
      'src/views/',
      'src/conversation/command/forms.ts',
      'src/conversation/nearest.ts',
      'src/editions/',
      'src/deliveries/',
      'src/sending.ts',
      'src/pages.ts',
      'src/domain/',
      'src/errors.ts',
      'data/',
      'zod',
    ],
  },
]

const files = ['src', 'commands', 'digests', 'data'].flatMap((folder) => sources(projectFile(folder)))

describe('the parts keep apart', () => {
  test.each(LAYERS)('$part imports only what it may', ({ part, may }) => {
    const own = files.filter((file) => file.startsWith(part))
    expect(own.length).toBeGreaterThan(0)
    const strays = own.flatMap((file) =>
      imports(file)
        .filter(
          (target) =>
            !may.some(
              (allowed) =>
                target === allowed ||
                target.startsWith(allowed.endsWith('/') || allowed.endsWith(':') ? allowed : `${allowed}/`),
            ),
        )
        .map((target) => `${file} imports ${target}`),
    )
    expect(strays).toEqual([])
  })

  test('only data/ speaks SQL', () => {
    const speakers = files.filter((file) =>
      imports(file).some((target) => target === 'kysely' || target === 'better-sqlite3'),
    )
    expect(speakers.filter((file) => !file.startsWith('data/'))).toEqual([])
  })

  test('only main.ts reads the machine’s clock and environment', () => {
    const readers = files.filter((file) => /new Date\(\)|Date\.now\(\)|process\.env\./.test(source(file)))
    expect(readers.filter((file) => file !== 'src/main.ts' && file !== 'src/platforms/terminal.ts')).toEqual(
      [],
    )
  })

  test('one file knows botbuilder, so that another SDK can take its place there', () => {
    const users = files.filter((file) =>
      imports(file).some((target) => /^bot(builder|framework)/.test(target)),
    )
    expect(users).toEqual(['src/platforms/teams/sdk.ts'])
  })

  test('a chat platform’s SDK is loaded by its platform alone', () => {
    const users = files.filter((file) => imports(file).some((target) => /^(@slack|botbuilder)/.test(target)))
    expect(users.filter((file) => !file.startsWith('src/platforms/'))).toEqual([])
  })
})

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

function imports(file: string): readonly string[] {
  const found = [...source(file).matchAll(/(?:^import[^'"]*|\bimport\()['"]([^'"]+)['"]/gms)].map(
    (match) => match[1] ?? '',
  )
  return found.map((target) => (target.startsWith('.') ? normalize(join(dirname(file), target)) : target))
}
