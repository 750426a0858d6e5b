import type { Day } from './plan.ts'

/** The addresses of pages. References go where proxies leave them alone: `BOD 24/18(b)` has a stroke in it. */
export function itemPage(plan: string, ref: string): string {
  return `${planPath(plan)}/item?ref=${encodeURIComponent(ref)}`
}

export function wallPage(plan: string): string {
  return `${planPath(plan)}/wall`
}

/** A meeting has one page; `plan` names whose position it shows where a body hears several. */
export function meetingPage(body: string, day: Day, plan?: string): string {
  const of = plan === undefined ? '' : `?plan=${encodeURIComponent(plan)}`
  return `/meetings/${encodeURIComponent(body)}/${day}${of}`
}

export function measurePage(plan: string, code: string): string {
  return `/measures?plan=${encodeURIComponent(plan)}&code=${encodeURIComponent(code)}`
}

export function publicPagePath(plan: string): string {
  return `/public/${encodeURIComponent(plan)}`
}

export function askPage(line: string): string {
  return `/ask?line=${encodeURIComponent(line)}`
}

function planPath(plan: string): string {
  return `/plans/${encodeURIComponent(plan)}`
}
