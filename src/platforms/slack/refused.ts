import type { Logger } from 'pino'

/** Why something that came in went no further. */
export type Why = 'signature' | 'timestamp' | 'oversized' | 'malformed' | 'team' | 'person'

/** How often something was refused since the start. */
export type Refused = Readonly<Record<Why, number>>

/** Counts refusals, and logs the first, the tenth, the hundredth… of each kind: never what was in them. */
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
