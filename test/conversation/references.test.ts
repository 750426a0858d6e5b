import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { completions } from '../../src/conversation/command/completion.ts'
import type { Reading } from '../../src/domain/reading.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, SAMPLE } from '../support/app.ts'
import { referencePlan } from '../support/reference-plans.ts'

const NOW = new Date('2021-03-09T09:00:00Z')

/** By the kind of plan and what is at stake: lines, and what each is read as. */
type Cases = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>

const cases = parse(readFileSync(projectFile('test/conversation/references.yaml'), 'utf8')) as Cases

describe.each(Object.entries(cases))('in a plan of %s', (plan, kinds) => {
  test.each(Object.entries(kinds))('%s', async (_, lines) => {
    const bot = await createTestApp({
      plan: plan === 'the sample' ? SAMPLE : referencePlan(plan),
      now: NOW,
    })
    try {
      const read: Record<string, string> = {}
      for (const line of Object.keys(lines)) read[line] = summary(await bot.app.read(line, NOW))
      expect(read).toEqual(lines)
    } finally {
      await bot.close()
    }
  })
})

test.each([
  ['R and a number', 'update R1', ['R10', 'R11', 'R12', 'R13', 'R14', 'R15', 'R16']],
  ['R and a number', 'approve R', []],
  ['numbers alone, rated by numbers', 'withdraw 1', []],
  ['Rec and a number', 'update Rec 1', ['10', '11', '12', '1a', '1b']],
  ['roman parts', 'update 3.2 (', ['(i)', '(ii)', '(iii)', '(iv)', '(v)']],
  ['signs within', 'update BOD 24/18', ['24/18(a)', '24/18(b)']],
  ['signs within', 'status SR (25/26) ', ['01', '02']],
])('in a plan of %s “%s” is completed by items alone', async (plan, begun, words) => {
  const bot = await createTestApp({ plan: referencePlan(plan), now: NOW })
  try {
    expect(completions(begun, bot.commands, await bot.app.vocabulary(NOW))[0]).toEqual(words)
  } finally {
    await bot.close()
  }
})

/** "update 3.2 complete on 2021-02-03" for what is done, "ask: …" with what is offered, "none: …" with what is suggested. */
function summary(reading: Reading): string {
  switch (reading.certainty) {
    case 'sure':
      return `${reading.command} ${partsOf(reading.args)}`.trim()
    case 'ask':
      return `ask: ${[...reading.options.map(({ line }) => line), ...(reading.answerLine ? [reading.answerLine] : [])].join(' | ')}`
    case 'none':
      return `none: ${reading.suggestions.join(' | ')}`
  }
}

function partsOf(args: unknown): string {
  if (typeof args !== 'object' || args === null) return ''
  return Object.entries(args)
    .filter(([, value]) => value !== true)
    .map(([name, value]) => `${name}: ${shown(value)}`)
    .sort()
    .join('; ')
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(' + ')
  if (typeof value !== 'object' || value === null) return String(value)
  return 'on' in value && 'asGiven' in value ? String(value.on) : `(${partsOf(value)})`
}
