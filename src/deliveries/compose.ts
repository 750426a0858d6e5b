import type { Delivery } from '../../data/deliveries.ts'
import type { Composed, Composing } from './composition.ts'
import { cutOff } from './kinds/cut-off.ts'
import { decisions } from './kinds/decisions.ts'
import { digest } from './kinds/digest.ts'
import { roster } from './kinds/roster.ts'
import { chase, collect } from './kinds/update-call.ts'

/** Composes a delivery that was planned ahead, now that it is due. */
export async function compose(composing: Composing): Promise<Composed> {
  const { kind, key } = composing.delivery
  switch (kind) {
    case 'roster':
      return roster(composing)
    case 'collect':
      return collect(composing)
    case 'chase':
      return chase(composing)
    case 'cut-off':
      return cutOff(composing)
    case 'digest':
      return digest(composing)
    case 'decisions':
      return decisions(composing)
    case 'notice':
    case 'paper':
    case 'amend':
    case 'answer':
    case 'alert':
      throw new Error(`${key} was planned without its message`)
  }
}

/** The latest moment to carry a delivery out; null if there is none. */
export function lastMoment(
  { kind, underKey }: Pick<Delivery, 'kind' | 'underKey'>,
  { steps, begins }: { steps: Composing['steps']; begins: Date },
): Date | null {
  // What belongs under a message that arrived follows it in any case.
  if (underKey !== null) return null
  switch (kind) {
    case 'roster':
    case 'collect':
    case 'chase':
      return steps.cutOff
    case 'cut-off':
    case 'digest':
      return begins
    case 'decisions':
    case 'notice':
    case 'paper':
    case 'amend':
    case 'answer':
    case 'alert':
      return null
  }
}
