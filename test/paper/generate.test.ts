import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createFileGenerator, type FileJob, generateFile } from '../../src/paper/generate.ts'
import { planWall } from '../../src/picture/plan-wall.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { sourceOf } from '../support/wall.ts'

let bot: TestApp
let picture: FileJob
let paper: FileJob
/** As it runs in service: compiled, with its thread's file beside it. */
let compiled: { createFileGenerator: typeof createFileGenerator }

beforeAll(async () => {
  bot = await createTestApp()
  const { edition, past } = await sourceOf(bot, 'improvement-board')
  const [drawn] = planWall(edition, past)
  picture = { kind: 'png', picture: { svg: drawn?.svg ?? '' } }
  paper = { kind: 'docx', edition, past }
  compiled = await import(pathToFileURL(join(inject('compiled'), 'src/paper/generate.js')).href)
})
afterAll(() => bot.close())

describe('made on a thread of its own', () => {
  test('a picture and a paper are the same bytes as made here', async () => {
    const apart = compiled.createFileGenerator()
    const [png, docx] = await Promise.all([apart(picture), apart(paper)])
    expect(png.equals(await generateFile(picture))).toBe(true)
    expect(docx.equals(await generateFile(paper))).toBe(true)
  })

  test('people are answered meanwhile', async () => {
    let turns = 0
    let isMade = false
    const made = compiled
      .createFileGenerator()(paper)
      .finally(() => {
        isMade = true
      })
    while (!isMade) {
      turns += 1
      await new Promise((done) => setImmediate(done))
    }
    await made
    expect(turns).toBeGreaterThan(50)
  })

  test('an job that fails says so, and the next one is made', async () => {
    const apart = compiled.createFileGenerator()
    const failed = apart({ kind: 'png', picture: { svg: 'no picture' } })
    const next = apart(picture)
    await expect(failed).rejects.toThrow()
    expect((await next).length).toBeGreaterThan(1_000)
  })
})

test('run from source it makes the same here', async () => {
  expect((await createFileGenerator()(picture)).equals(await generateFile(picture))).toBe(true)
})
