import { type BoardKind, kindOf } from './board-kinds.ts'
import type { Body, ClockStep, Policies } from './plan.ts'

/** Those whose papers are published by Democratic Services: the bot makes the paper, and tells them nothing itself. */
const COMMITTEES: readonly BoardKind[] = ['scrutiny', 'cabinet', 'council', 'delegated', 'external-review']

type Released = Pick<Body, 'code' | 'kind' | 'release'>

export function isCommittee(body: Released, policies: Pick<Policies, 'recommends'>): boolean {
  return COMMITTEES.includes(kindOf(body, policies))
}

/** Whether what a board is told goes out at its time, or when it is released: by its kind where the plan says nothing. */
export function releaseOf(body: Released, policies: Pick<Policies, 'recommends'>): 'automatic' | 'named' {
  if (isCommittee(body, policies)) return 'named'
  return body.release ?? 'automatic'
}

/** Steps of the meeting clock that are earlier where the draft is cleared first. */
export function clearingSteps({
  kind,
  release,
}: Pick<Body, 'kind' | 'release'>): Readonly<
  Partial<Record<'roster' | 'collect' | 'chase' | 'cutOff', ClockStep>>
> {
  if (kind !== undefined && COMMITTEES.includes(kind)) return COMMITTEE
  return release === 'named' ? NAMED : {}
}

const COMMITTEE = {
  roster: { days: 30, at: '09:00' },
  collect: { days: 29, at: '09:00' },
  chase: { days: 24, at: '09:00' },
  cutOff: { days: 20, at: '12:00' },
} as const

const NAMED = { chase: { days: 11, at: '09:00' }, cutOff: { days: 9, at: '12:00' } } as const
