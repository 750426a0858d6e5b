import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { SAMPLE } from '../support/app.ts'
import { createShell, type Shell } from '../support/shell.ts'
import { type Block, blocksOf, DOCUMENTS, readDocument } from './document.ts'

const SETTINGS = Object.keys(parseEnv(readDocument('.env.example')))

/** What cannot run in a test is `text`: it may start no command that is not there. Plan files have a test of their own. */
const LANGUAGES = ['sh', 'output', 'chat', 'lines', 'ini', 'text', 'yaml', 'mermaid']

describe.each(DOCUMENTS)('%s', (path) => {
  const blocks = blocksOf(readDocument(path))
  let shell: Shell

  beforeAll(() => {
    shell = createShell({ demo: true })
    furnish(shell.folder)
  })
  afterAll(() => shell.close())

  test('has only blocks of the known languages', () => {
    expect(LANGUAGES).toEqual(expect.arrayContaining(blocks.map(({ language }) => language)))
  })

  // In the order of the document, in one folder: a block may use what an earlier one left.
  test.each(blocks)('does what the block at line $line promises', (block) => {
    const { folder } = shell
    switch (block.language) {
      case 'ini':
        return expectSettings(block)
      case 'chat':
        return expectConversation(folder, block)
      case 'lines':
        return expectUnderstood(folder, block)
      case 'text':
        return expectCommands(folder, block)
      case 'sh':
        expect(ran(folder, block.text)).toEqual(outputAfter(block, blocks))
    }
  })
})

/** What the document says that a block prints; anything, if it does not say. */
function outputAfter(block: Block, blocks: readonly Block[]): unknown {
  const next = blocks[blocks.indexOf(block) + 1]
  return next?.language === 'output' ? next.text : expect.any(String)
}

function expectSettings({ text }: Block): void {
  expect(Object.keys(parseEnv(text)).filter((name) => !SETTINGS.includes(name))).toEqual([])
}

/** Says the lines after `> ` at the demo's prompt; the block is all that comes back. */
function expectConversation(folder: string, { text }: Block): void {
  const lines = [...text.matchAll(/^> (.*)$/gm)].map(([, line]) => line)
  const { stdout } = inShell(folder, 'npx wsoa start', `${lines.join('\n')}\n`)
  const [, ...talk] = stdout.split(/^\S+ (?=> )/m)
  expect(talk.join('').trim()).toBe(text.trim())
}

/** Says what stands before the remark on each line. */
function expectUnderstood(folder: string, { text }: Block): void {
  const { stdout } = inShell(folder, 'npx wsoa start', text.replace(/ {2,}.*$/gm, ''))
  expect(stdout).not.toMatch(/did not understand|cannot read/i)
}

function expectCommands(folder: string, { text }: Block): void {
  const names = [...text.matchAll(/^npx wsoa (\S+)/gm)].map(([, name]) => name)
  if (names.length === 0) return
  const help = ran(folder, 'npx wsoa --help')
  expect(names.filter((name) => !help.includes(`\n  ${name} `))).toEqual([])
}

/** What a script prints that has to succeed. At a prompt its reader leaves. */
function ran(folder: string, lines: string): string {
  const { status, stdout, stderr } = inShell(folder, lines, 'quit\n')
  expect(status, `${stdout}${stderr}`).toBe(0)
  return stdout
}

function inShell(folder: string, lines: string, input = '') {
  const { PATH = '' } = process.env
  return spawnSync('sh', ['-e', '-c', lines], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { PATH: `${join(folder, 'bin')}:${PATH}`, TZ: 'UTC', NO_COLOR: '1' },
  })
}

/**
 * What a reader has: the settings' example and a plan. `npx wsoa` and `npm start` run the compiled program; of other
 * scripts only the name is checked, as this test is one of them.
 */
function furnish(folder: string): void {
  for (const [from, to] of [
    [SAMPLE, 'plan.yaml'],
    ['.env.example', '.env.example'],
  ] as const) {
    cpSync(projectFile(from), join(folder, to))
  }
  mkdirSync(join(folder, 'bin'))
  const run = `exec '${process.execPath}' '${join(inject('compiled'), 'src/main.js')}'`
  const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> }
  writeScript(folder, 'npx', `[ "$1" = wsoa ] && shift && ${run} "$@"`)
  writeScript(
    folder,
    'npm',
    `case "$*" in
      ci) exit 0 ;;
      start*) shift; [ "$1" != -- ] || shift; ${run} start "$@" ;;
      ${['test', ...Object.keys(scripts).map((name) => `'run ${name}'*`)].join('|')}) exit 0 ;;
      *) echo "no such script: $*"; exit 1 ;;
    esac`,
  )
}

function writeScript(folder: string, name: string, body: string): void {
  const path = join(folder, 'bin', name)
  writeFileSync(path, `#!/bin/sh\n${body}\n`)
  chmodSync(path, 0o755)
}
