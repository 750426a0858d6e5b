import { randomBytes } from 'node:crypto'
import type { Seals } from '../../platform.ts'

/** A form can be sent for a day after its page was shown. */
const LASTS_MS = 86_400_000
const NONCE_BYTES = 12

/** What a form carries so that it counts once, for the person whom it was shown to, and only as it was shown. */
export function sealFor(
  { seals, visitor, now }: { readonly seals: Seals; readonly visitor: string; readonly now: Date },
  posted: string,
  nonce = randomBytes(NONCE_BYTES).toString('base64url'),
): string {
  const claim = `${nonce}.${now.getTime().toString(36)}.${visitor}`
  return `${claim}.${seals.sealOf(textOf(claim, posted))}`
}

export type Sealed =
  | { readonly kind: 'good' | 'old'; readonly nonce: string; readonly visitor: string }
  | { readonly kind: 'bad' }

const SEAL = /^(([\w-]{8,64})\.([0-9a-z]{1,12})\.([\w-]{16}))\.([\w-]{22})$/

/** Whether we gave out what was posted, to whom, and whether a day has passed since. */
export function readSeal(
  { seals, now }: { readonly seals: Seals; readonly now: Date },
  posted: string,
  seal: string,
): Sealed {
  const [, claim = '', nonce = '', at = '', visitor = '', mark = ''] = seal.match(SEAL) ?? []
  if (claim === '' || !seals.isSeal(textOf(claim, posted), mark)) return { kind: 'bad' }
  const age = now.getTime() - Number.parseInt(at, 36)
  return { kind: age >= 0 && age <= LASTS_MS ? 'good' : 'old', nonce, visitor }
}

function textOf(claim: string, posted: string): string {
  return JSON.stringify([claim, posted])
}
