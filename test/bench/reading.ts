import { readLine } from '../../src/conversation/reader.ts'
import { createTestApp } from '../support/app.ts'
import { median, milliseconds, printTable } from './measure.ts'

const LINES = [
  'update C2(a) amber backlog still being cleared after half term',
  'update C2(a), C2(b) complete on 3 November 2020',
  'update A1(a)-(d) green',
  'confirm B2 a, b and d',
  'status C2 as at 1 July 2020',
  'overdue',
  'list red A',
  'changes since the last board',
  'changes since 1 October 2020',
  'revise C2(b) to 26 March 2021 because the supplier slipped',
  'approve R1',
  'assign SLBI new Jo Bloggs',
  'updaet C2 red',
  'is C2 amber?',
  'C2 might go red if the supplier slips again and nobody steps in before Christmas',
  'Morning! C2 is amber, annual review backlog still being cleared. Thanks',
  'B2 b and d done, rest amber',
  'B5(a) amber waiting for two providers; B4(c) no change',
  'can you show me what’s past its due date in area B please',
  'who owns the post-16 framework, A2(c)?',
  'push B3(a) to Friday 29 January because the pupil lead is off sick',
  'Board agreed March for B2(a) on Tuesday',
  'remind me to ask about the red tape around school visits tomorrow',
]

const ROUNDS = 40
const TIMES = 20

export async function measureReading(): Promise<void> {
  const { app, commands, now, close } = await createTestApp()
  const vocabulary = await app.vocabulary(now())
  const read = (line: string) => {
    for (let time = 0; time < TIMES; time += 1) readLine(line, commands, vocabulary)
  }
  const taken = new Map(LINES.map((line) => [line, [] as number[]]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const line of LINES) taken.get(line)?.push(((await milliseconds(() => read(line))) * 1_000) / TIMES)
  }
  await close()
  const medians = [...taken].map(([line, times]) => [line, median(times)] as const)
  const mean = medians.reduce((sum, [, time]) => sum + time, 0) / medians.length
  printTable('Reading a line', ['line', 'µs'], [...medians, ['mean of these lines', mean]])
}
