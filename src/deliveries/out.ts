import type { Delivery } from '../../data/deliveries.ts'

/** As far as anybody may have it: not what is only planned, was refused, or is held back on purpose. */
export function mayHaveArrived({ state, tries }: Pick<Delivery, 'state' | 'tries'>): boolean {
  switch (state) {
    case 'sending':
    case 'sent':
    case 'unknown':
      return true
    case 'held':
      return tries > 0
    case 'planned':
    case 'failed':
    case 'missed':
    case 'withdrawn':
      return false
  }
}
