import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, FIRST_MORNING, TINY } from '../support/app.ts'

// A shell runs each `sh` block, all of a document in one folder; an `output` block is what the block before it prints. In a
// `chat` block each line after `> ` is said, and its answer follows; `as` changes who speaks. Other blocks are only read.
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(projectFile('docs')).map((name) => `docs/${name}`),
]

const bot = await createTestApp()
afterAll(() => bot.close())

describe.each(DOCUMENTS.filter((name) => name.endsWith('.md')))('%s', (name) => {
  const text = readFileSync(projectFile(name), 'utf8')
  const folder = mkdtempSync(join(tmpdir(), 'wsoa-docs-'))
  copyFileSync(projectFile(TINY), join(folder, 'plan.yaml'))
  afterAll(() => rmSync(folder, { recursive: true }))

  for (const [index, block] of blocksOf(text).entries()) {
    if (block.language === 'sh') {
      test(`its commands at line ${block.line} run as printed`, () => {
        const { status, stdout, stderr } = run(folder, block.text)
        expect({ status, stderr }).toMatchObject({ status: 0 })
        const next = blocksOf(text)[index + 1]
        if (next?.language === 'output') expect(stdout).toBe(`${next.text}\n`)
      })
    }
    if (block.language === 'chat') {
      test(`its conversation at line ${block.line} is what is answered`, () => {
        expect(conversation(folder, block.text)).toBe(block.text)
      })
    }
  }

  test('the lines that its tables say to type are understood', async () => {
    const speaking = { platform: 'terminal', tenant: 'local', userId: 'coordinator', conversation: 'docs' }
    const readings = typedIn(text).map(async (line) => {
      const { certainty } = await bot.app.read(line, FIRST_MORNING, speaking)
      return certainty === 'none' ? [line] : []
    })
    expect((await Promise.all(readings)).flat()).toEqual([])
  })

  test('its links lead somewhere', () => {
    const links = found(text, /\]\((?!https?:|#|mailto:)([^)#\s]+)/g)
    expect(links.filter((link) => !existsSync(join(projectFile(dirname(name)), link)))).toEqual([])
  })

  test('the scripts, commands and files that it names are there', () => {
    const { scripts } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { scripts: object }
    expect(found(text, /\bnpm run ([\w:-]+)/g).filter((script) => !(script in scripts))).toEqual([])
    const commands = found(run(folder, 'npx wsoa --help').stdout, /^ {2}([\w-]+) /gm)
    expect(found(text, /(?:npx |`)wsoa ([\w-]+)/g).filter((verb) => !commands.includes(verb))).toEqual([])
    const files = found(text, /`((?:src|data|commands|digests|test|docs|manifest)\/[\w./-]*\w\/?)`/g)
    expect(files.filter((file) => !existsSync(projectFile(file)))).toEqual([])
  })
})

test('the README is no longer than a page or two', () => {
  expect(readFileSync(projectFile('README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(151)
})

function blocksOf(text: string): readonly { line: number; language: string; text: string }[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].map(
    ({ index, 1: indent = '', 2: language = '', 3: inside = '' }) => ({
      line: text.slice(0, index).split('\n').length,
      language,
      text: inside.replace(new RegExp(`^${indent}`, 'gm'), '').replace(/\n$/, ''),
    }),
  )
}

/** The lines in a table's column "type", without those that leave a `<gap>` for the reader to fill. */
function typedIn(text: string): readonly string[] {
  return [...text.matchAll(/^\|.*(?:\n\|.*)*/gm)].flatMap(([table]) => {
    const rows = table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()))
    const column = rows[0]?.indexOf('type') ?? -1
    const cells = rows.map((row) => row[column]).join('\n')
    return found(cells, /`(.+?)`/g).filter((line) => !line.includes('<'))
  })
}

function found(text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), ([, group = '']) => group)
}

/** Runs a script in which `npx wsoa` and `npm start` are the compiled program. */
function run(folder: string, script: string) {
  const program = `'${process.execPath}' '${join(inject('compiled'), 'src/main.js')}'`
  const tools = `npx() { [ "$1" = wsoa ] || return 64; ${program} "\${@:2}"; }
    npm() { case "$1 \${2:-}" in 'ci '|'test '|'run '*) ;; 'start '*) ${program} start "\${@:3}" ;; *) return 64 ;; esac; }`
  return spawnSync('bash', ['-euo', 'pipefail', '-c', `${tools}\n${script}`], {
    cwd: folder,
    input: '',
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', TZ: 'UTC' },
  })
}

function conversation(folder: string, printed: string): string {
  let as = 'coordinator'
  const lines = printed.split('\n').filter((line) => line.startsWith('> '))
  const answered = (line: string) => {
    const speaker = line.match(/^> as (\S+)$/)?.[1]
    as = speaker ?? as
    if (speaker !== undefined) return line
    const quoted = line.slice(2).replaceAll("'", `'\\''`)
    const { stdout } = run(folder, `npx wsoa say '${quoted}' --as '${as}' || true`)
    return `${line}\n${stdout.trimEnd()}`
  }
  return lines.map(answered).join('\n\n')
}
