import { readFile } from 'node:fs/promises'
import { commandVerbs } from '../discover.ts'
import { count } from '../domain/format.ts'
import { heldBack } from '../domain/held-back.ts'
import { sizesOf } from '../domain/hierarchy.ts'
import { SetupError } from '../errors.ts'
import type { PlanFile } from '../plan-file/arranged.ts'
import { type PlanFileReading, readPlanFile } from '../plan-file/read.ts'
import { EXIT, type Machine } from './session.ts'

export async function check(machine: Machine, path: string, { json }: { json?: boolean }): Promise<number> {
  const { plan, errors, questions } = heldBack(await readPlan(path))
  if (json) machine.output.write(`${JSON.stringify({ ok: plan !== null, errors, questions })}\n`)
  else {
    for (const [kind, findings] of [
      ['error', errors],
      ['question', questions],
    ] as const) {
      for (const { line, column, text } of findings)
        machine.output.write(`${heldBack(path)}:${line}:${column}: ${kind}: ${text}\n`)
    }
    machine.output.write(
      `${count(errors.length, 'error')}, ${count(questions.length, 'question')}.${plan ? ` ${sizeOf(plan)}` : ''}\n`,
    )
  }
  return plan ? EXIT.done : EXIT.setup
}

export async function readPlan(path: string): Promise<PlanFileReading> {
  return readPlanFile(await fileText(path), { verbs: await commandVerbs() })
}

export function sizeOf(plan: PlanFile): string {
  return `${sizesOf(plan.items, plan.levels).join(', ')}.`
}

export async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new SetupError(
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'check that it is a text file you may read'}.`,
      { cause: error },
    )
  }
}
