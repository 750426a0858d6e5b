import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { SAMPLE } from '../support/app.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

beforeEach(() => {
  shell = createShellHere({ demo: true })
})
afterEach(() => shell.close())

test('meetings, cut-offs and digest days are instants, each under a name of its own', async () => {
  const { properties, events } = await calendar('the', 'board', '--months', '1')
  expect(properties).toMatchObject({ VERSION: '2.0', METHOD: 'PUBLISH', NAME: 'SEND Improvement Board' })
  expect(events.map(({ DTSTART, SUMMARY }) => `${DTSTART} ${SUMMARY}`)).toEqual([
    '20201127T120000Z Cut-off: SEND Improvement Board of 8 Dec 2020',
    '20201130T090000Z Digest: SEND Improvement Board of 8 Dec 2020',
    '20201208T173000Z SEND Improvement Board',
  ])
  expect(new Set(events.map(({ UID }) => UID)).size).toBe(3)
  expect(events.map(({ STATUS, DTSTAMP }) => [STATUS, DTSTAMP])).toEqual(
    events.map(() => ['CONFIRMED', '20201124T090000Z']),
  )
})

test('summer time is reckoned with', async () => {
  const { events } = await calendar('board', '--months', '1', '--now', '2021-06-25')
  expect(events.map(({ DTSTART }) => DTSTART).slice(-1)).toEqual(['20210720T163000Z'])
})

test('the same calendar at the same time is the same file', async () => {
  const run = async () => (await shell.run(['calendar', 'improvement-board'])).out
  expect(await run()).toBe(await run())
})

test('a meeting that moves or is cancelled keeps its name, and its number grows', async () => {
  const before = await calendar('board', '--months', '2')
  await shell.run(['say', 'meeting move board from 8 December to 15 December'])
  await shell.run(['say', 'meeting cancel board on 5 January 2021'])
  const after = await calendar('board', '--months', '2')
  expect(after.events.map(({ UID }) => UID)).toEqual(before.events.map(({ UID }) => UID))
  expect(after.events.map(({ DTSTART, STATUS }) => `${DTSTART} ${STATUS}`)).toEqual([
    '20201204T120000Z CONFIRMED',
    '20201207T090000Z CONFIRMED',
    '20201215T173000Z CONFIRMED',
    '20201222T120000Z CANCELLED',
    '20201223T090000Z CANCELLED',
    '20210105T173000Z CANCELLED',
  ])
  const [was, is] = [before, after].map(({ events }) => Number(events[0]?.SEQUENCE))
  expect(is).toBe((was ?? 0) + 2)
  expect(after.events[2]?.DESCRIPTION).toContain('Moved from Tuesday 8 December 2020.')
})

test('a change of another body leaves the number as it is', async () => {
  const before = await calendar('board')
  await shell.run(['say', 'meeting cancel operational group on 3 December 2020'])
  expect(await calendar('board')).toEqual(before)
})

test('a closure day and a clock of its own move what is due', async () => {
  shell.write(
    'plan.yaml',
    readFileSync(projectFile(SAMPLE), 'utf8')
      .replace('\nscale:', '\nclosedDays: [ { on: 2020-12-02, name: Closed } ]\nscale:')
      .replace('    chair: Portfolio', '    clock: { cutOff: { at: 16:00 } }\n    chair: Portfolio'),
  )
  expect((await shell.run(['import', 'plan.yaml'])).exit).toBe(0)
  const { events } = await calendar('board', '--months', '1')
  expect(events.map(({ DTSTART }) => DTSTART)).toEqual([
    '20201126T160000Z',
    '20201127T090000Z',
    '20201208T173000Z',
  ])
})

test('names with commas, semicolons and long dashes are carried over whole', async () => {
  const name = 'Board, joint; North – South \\ East of the river, and whoever else may come to it at any time'
  shell.write(
    'plan.yaml',
    readFileSync(projectFile(SAMPLE), 'utf8').replace('name: SEND Improvement Board', `name: '${name}'`),
  )
  await shell.run(['import', 'plan.yaml'])
  const { properties, events } = await calendar('improvement-board')
  expect(properties.NAME).toBe(name)
  expect(events[2]?.SUMMARY).toBe(name)
})

test('what cannot be written says why', async () => {
  expect(await shell.run(['calendar', 'cabinet'])).toMatchObject({
    exit: 2,
    out: '',
    errors: 'wsoa: The Cabinet has no meeting up to 24 May 2021: nothing to put into a calendar.\n',
  })
  expect((await shell.run(['calendar', 'bord'])).errors).toContain('Did you mean board')
  expect((await shell.run(['calendar', 'board', '--months', '0'])).errors).toBe(
    'wsoa: --months is "0": expected a number from 1 to 12.\n',
  )
})

type Properties = Readonly<Record<string, string>>

/** Reads a calendar file as RFC 5545 writes it. */
async function calendar(
  ...args: readonly string[]
): Promise<{ properties: Properties; events: readonly Properties[] }> {
  const { out, exit, errors } = await shell.run(['calendar', ...args])
  expect(errors).toBe('')
  expect(exit).toBe(0)
  expect(out.endsWith('END:VCALENDAR\r\n')).toBe(true)
  const written = out.split('\r\n').slice(0, -1)
  for (const line of written) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(line).not.toMatch(/[\r\n]/)
  }
  const lines = out.replace(/\r\n /g, '').split('\r\n').slice(0, -1)
  const first = lines.indexOf('BEGIN:VEVENT')
  const blocks = lines.slice(first, -1).join('\n').split('END:VEVENT').slice(0, -1)
  return {
    properties: propertiesOf(lines.slice(1, first)),
    events: blocks.map((block) => propertiesOf(block.split('\n').filter((line) => line.includes(':')))),
  }
}

function propertiesOf(lines: readonly string[]): Properties {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).replace(/\\([\\;,])/g, '$1')]
    }),
  )
}
