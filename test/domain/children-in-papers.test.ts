import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { heldTogether } from '../../src/domain/childrens-numbers/joined.ts'
import { holdsChildsNumber } from '../../src/domain/childrens-numbers.ts'
import { heldBack, holdsChild } from '../../src/domain/held-back.ts'
import { tellsOfFew } from '../../src/domain/small-cohorts.ts'
import { paragraph, said, strong } from '../../src/message.ts'

/** The lines of a file beside this one, with line breaks, tabs and hidden characters as escapes. */
function linesOf(file: string): readonly string[] {
  const text = readFileSync(new URL(`papers/${file}.txt`, import.meta.url), 'utf8')
  const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\u200b': '\u200b' }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/\\(?:n|t|u200b)/g, (found) => escapes[found] ?? found))
}

describe('a text that identifies a child is stopped', () => {
  const stops = linesOf('stops')
  test('there are at least 80 ways of writing one', () => {
    expect(stops.length).toBeGreaterThanOrEqual(80)
  })
  test.each(stops)('%j', (text) => {
    expect(holdsChildsNumber(text)).toBe(true)
    const isLine = !text.includes('\n')
    expect(isLine && !holdsChildsNumber(`update C2 amber: ${text}; parents were told on 8 May`)).toBe(false)
  })
})

describe('a text about very few children of one school is asked about, and not stopped', () => {
  test.each(linesOf('asks'))('%j', (text) => {
    expect([holdsChildsNumber(text), tellsOfFew(text)]).toEqual([false, true])
  })
})

describe('a sentence as papers have it passes', () => {
  const passes = linesOf('passes')
  test('at most one of 200 is stopped', () => {
    expect(passes.length).toBeGreaterThanOrEqual(200)
    expect(passes.filter(holdsChildsNumber).length).toBeLessThanOrEqual(passes.length / 200)
  })
  test('at most one of 200 is asked about', () => {
    expect(passes.filter(tellsOfFew).length).toBeLessThanOrEqual(passes.length / 200)
  })
  test('no two of them that stand together are stopped', () => {
    expect([...heldTogether(passes)].map((place) => passes[place])).toEqual([])
  })
})

describe('texts that identify a child only together', () => {
  test.each([
    ['a name and "born", and then the day', ['Jane D, born', '3 April 2014']],
    ['a name and "DOB:"', ['Jane D, DOB:', '3/4/14']],
    ['a label, and then the day', ['Date of birth', '3 April 2014']],
    ['"was born on", and then the day', ['She was born on', '3 April 2014']],
    ['a name, and then the age', ['Support for Jane D', 'aged 9, at Oak Primary']],
    ['an NHS number in two parts', ['seen 943 476', '5919, waits']],
    ['an NHS number that is named', ['NHS 94347', '65919']],
    ['a pupil number in two parts', ['B801200', '005001 moved']],
  ])('are both found: %s', (_, texts) => {
    expect(texts.some(holdsChildsNumber) && !/dob|Date of birth/i.test(texts.join())).toBe(false)
    expect([...heldTogether(texts)]).toEqual([0, 1])
    expect(holdsChild({ summary: 'Status', blocks: texts.map((text) => paragraph(text)) })).toBe(true)
    expect(JSON.stringify(heldBack(texts))).not.toMatch(/Jane|2014|5919|005001/)
  })

  test.each([
    [['Record each date of birth', '31 March 2021']],
    [['412', '331', '2912']],
    [['412331', '2912']],
    [['The plan was agreed by the Board', '3 April 2014']],
    [['Children with SEND', 'aged 9 to 11']],
    [['C2', '3 April 2021', 'A1(a)', '12 May 2021']],
  ])('are not found in %j', (texts) => {
    expect([...heldTogether(texts)]).toEqual([])
  })

  test('what people said is read together, whatever stands between', () => {
    const message = {
      summary: 'C2',
      blocks: [
        {
          kind: 'facts',
          facts: [
            { label: 'Note', value: ['by the lead: ', said('Jane D was born on')] },
            { label: 'Evidence', value: [said('3 April 2014, letter')] },
          ],
        },
      ],
    }
    expect(JSON.stringify(heldBack(message))).not.toMatch(/Jane|April/)
  })

  test('the runs of a sentence are read together', () => {
    expect(holdsChild(paragraph('Jane D, born ', strong('3 April 2014')))).toBe(true)
  })
})
