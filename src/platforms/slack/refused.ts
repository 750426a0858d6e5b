import type { Logger } from 'pino'

/** Why an incoming request was refused. */
export type Why = 'signature' | 'timestamp' | 'oversized' | 'malformed' | 'team' | 'person'

/** How many requests were refused since the start. */
export type Refused = Readonly<Record<Why, number>>

/** Counts refusals, and logs the first, tenth, hundredth… of each kind, without their content. */
export function refusalCounter(log: Logger): { counts: Refused; refuse: (why: Why) => void } {
  const counts: Record<Why, number> = {
    signature: 0,
    timestamp: 0,
    oversized: 0,
    malformed: 0,
    team: 0,
    person: 0,
  }
  return {
    counts,
    refuse: (why) => {
      counts[why] += 1
      const times = counts[why]
      if (/^10*$/.test(String(times))) log.warn({ code: 'slack-refused', why, times }, 'refused')
    },
  }
}
