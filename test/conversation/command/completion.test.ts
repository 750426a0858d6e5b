import { afterAll, beforeAll, expect, test } from 'vitest'
import { completions } from '../../../src/conversation/command/completion.ts'
import type { Vocabulary } from '../../../src/domain/vocabulary.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'

let bot: TestApp
let vocabulary: Vocabulary
beforeAll(async () => {
  bot = await createTestApp()
  await bot.say('assign SLBI new Sam Example')
  vocabulary = await bot.app.vocabulary(bot.now())
})
afterAll(() => bot.close())

/** The line as it would stand after each of the completions. */
const lines = (line: string) => {
  const [words, begun] = completions(line, bot.commands, vocabulary)
  return words.map((word) => line.slice(0, line.length - begun.length) + word)
}

test('a command is completed from its first letters, with a blank when it is the only one', () => {
  expect(lines('upd')).toEqual(['update '])
  expect(lines('OVER')).toEqual(['overdue '])
  expect(lines('dec')).toEqual(['decisions', 'decline'])
})

test('an empty line offers every command but the hidden ones, and what the terminal itself knows', () => {
  const all = lines('')
  expect(all).toEqual(expect.arrayContaining(['update', 'meeting move', 'sign off', 'as', 'clock', 'exit']))
  expect(all).not.toContain('answer')
})

test('the second word of a command is completed', () => {
  expect(lines('meeting m')).toEqual(['meeting move '])
  expect(lines('sign o')).toEqual(['sign off '])
})

test.each([
  ['status a5(', 'status A5(h)'],
  ['update C2 a', 'update C2 amber '],
  ['update C2 not s', 'update C2 not started '],
  ['evidence B1(', 'evidence B1(c)'],
  ['overdue SLB', 'overdue SLBI '],
  ['overdue m', 'overdue me'],
  ['list gr', 'list green '],
  ['list not st', 'list not started '],
  ['assign SLC', 'assign SLCSC '],
  ['delegate SLSP sam', 'delegate SLSP Sam Example '],
  ['delegate SLSP Sam Example u', 'delegate SLSP Sam Example until '],
  ['status C2 a', 'status C2 as '],
  ['status C2 as a', 'status C2 as at '],
  ['changes since l', 'changes since last board '],
  ['due next m', 'due next month '],
  ['help meeting m', 'help meeting move '],
  ['revise C2(a) t', 'revise C2(a) to '],
  ['as SLB', 'as SLBI '],
  ['as chair:op', 'as chair:operational-group '],
  ['as str', 'as stranger '],
  ['clock +1 w', 'clock +1 week '],
])('"%s" can become "%s"', (begun, completed) => {
  expect(lines(begun)).toContain(completed)
})

test('every reference can be completed', () => {
  expect(lines('status ').filter((line) => /^status [A-C]\d/.test(line))).toHaveLength(75)
})

test('nothing is offered inside a note, after a mistake, or where the line is complete', () => {
  expect(lines('update C2 red backlog gr')).toEqual([])
  expect(lines('frobnicate ')).toEqual([])
  expect(lines('status Z9 a')).toEqual([])
  expect(lines('undo ')).toEqual([])
})

test('another plan is completed in its own words', () => {
  const ratings = vocabulary.scale.ratings.map((rating) => ({ ...rating, label: `Level ${rating.letter}` }))
  const other = { ...vocabulary, scale: { ...vocabulary.scale, ratings } }
  const [words] = completions('update C2 ', bot.commands, other)
  expect(words).toEqual(expect.arrayContaining(['level r', 'complete', 'via']))
  expect(words).not.toContain('amber')
})
