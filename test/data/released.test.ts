import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { createShell, type Shell } from '../support/shell.ts'

/**
 * A database that commit 8a54f83 wrote, the last without the columns `edition` and `page`, and what that program
 * answered about it: digests planned, held, sent in several pages and refused, papers, a moved meeting with a second
 * edition, a cancelled meeting and an extra one.
 */
const RELEASED = projectFile('test/fixtures/databases/before-delivery-columns')

const { now, answers } = JSON.parse(readFileSync(`${RELEASED}.json`, 'utf8')) as {
  now: string
  answers: Readonly<Record<string, unknown>>
}

let shell: Shell
beforeAll(() => {
  shell = createShell()
  copyFileSync(`${RELEASED}.sqlite`, join(shell.folder, 'released.sqlite'))
})
afterAll(() => shell.close())

describe('a database of a released version gives the same answers', () => {
  test.each(Object.entries(answers))('to %s', async (line, answer) => {
    const env = { DATABASE_URL: 'sqlite:released.sqlite' }
    const { exit, data } = await shell.json([...line.split(' '), '--now', now], { env })
    expect({ exit, data }).toEqual({ exit: 0, data: answer })
  })
})
