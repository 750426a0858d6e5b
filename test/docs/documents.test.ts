import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { TINY } from '../support/app.ts'

/**
 * What the documents print is run as printed. A `sh` block is run by a shell, all of a document in one folder; an `output`
 * block is what the block before it prints. In a `chat` block each line after `> ` is said, and the answer follows; `as`
 * changes who speaks. Any other language is only read.
 */
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(projectFile('docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'))

interface Block {
  readonly line: number
  readonly language: string
  readonly text: string
}

const { scripts } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>
}

describe.each(DOCUMENTS)('%s', (name) => {
  const text = readFileSync(projectFile(name), 'utf8')
  const folder = workplace()
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

  test('its links lead somewhere', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '')
    const missing = links.filter((link) => !existsSync(join(projectFile(dirname(name)), link)))
    expect(missing).toEqual([])
  })

  test('the scripts and files that it names are there', () => {
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1] ?? '')
    expect(named.filter((script) => !(script in scripts))).toEqual([])
    const files = [...text.matchAll(/`((?:src|data|commands|digests|test|docs|manifest)\/[\w./-]*\w\/?)`/g)]
    const gone = files.map((match) => match[1] ?? '').filter((file) => !existsSync(projectFile(file)))
    expect(gone).toEqual([])
  })
})

test('the README is no longer than a page or two', () => {
  expect(readFileSync(projectFile('README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(151)
})

function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].map(
    ({ index, 1: indent = '', 2: language = '', 3: inside = '' }) => ({
      line: text.slice(0, index).split('\n').length,
      language,
      text: inside.replace(new RegExp(`^${indent}`, 'gm'), '').replace(/\n$/, ''),
    }),
  )
}

/** A folder with a plan of one's own, in which `npx wsoa` and `npm start` are the compiled program. */
function workplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wsoa-docs-'))
  copyFileSync(projectFile(TINY), join(folder, 'plan.yaml'))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const program = `"${process.execPath}" "${join(inject('compiled'), 'src/main.js')}"`
  const tool = (name: string, body: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  tool('npx', `test "$1" = wsoa || exit 64\nshift\nexec ${program} "$@"`)
  tool(
    'npm',
    `case "$1" in ci|test|run) exit 0 ;; start) shift; test "$1" = -- && shift; exec ${program} start "$@" ;; esac\nexit 64`,
  )
  return folder
}

function run(folder: string, script: string) {
  const { PATH = '' } = process.env
  return spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    input: '',
    encoding: 'utf8',
    env: { PATH: `${join(folder, 'bin')}:${PATH}`, NO_COLOR: '1', TZ: 'UTC' },
  })
}

function conversation(folder: string, printed: string): string {
  let as = 'coordinator'
  const lines = printed.split('\n').filter((line) => line.startsWith('> '))
  const said = lines.map((line) => {
    const [, other] = line.match(/^> as (\S+)$/) ?? []
    if (other !== undefined) {
      as = other
      return line
    }
    const { stdout } = run(
      folder,
      `npx wsoa say '${line.slice(2).replaceAll("'", `'\\''`)}' --as '${as}' || true`,
    )
    return `${line}\n${stdout.trimEnd()}`
  })
  return said.join('\n\n')
}
