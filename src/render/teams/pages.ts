import type { Element } from './card.ts'

/**
 * Teams reliably takes messages of 80 KB, counted as UTF-16; the difference is for what surrounds the card: summary,
 * addresses, a mention.
 */
export const MOST_BYTES = 72 * 1024

/** Characters that a phone shows side by side in a card. */
export const PHONE_CHARACTERS = 46

/** Elements that stay together on one page. */
export interface Part {
  readonly elements: readonly Element[]
  /** All inputs of a card are submitted together, so a card holds only one form. */
  readonly isForm?: true
}

/** As many parts on a page as fit; no part is larger than a page. */
export function paged(parts: readonly Part[], room: number): readonly (readonly Element[])[] {
  const pages: { elements: Element[]; used: number; hasForm: boolean }[] = []
  for (const { elements, isForm = false } of parts) {
    const size = sizeOf(elements)
    const last = pages.at(-1)
    if (last && last.used + size <= room && !(isForm && last.hasForm)) {
      last.elements.push(...elements)
      last.used += size
      last.hasForm ||= isForm
    } else pages.push({ elements: [...elements], used: size, hasForm: isForm })
  }
  return pages.map(({ elements }) => elements)
}

/** The size in bytes as Teams counts it, without embedded pictures. */
export function sizeOf(value: unknown): number {
  const counted = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' && inner.startsWith('data:image/') ? '' : inner,
  )
  return counted.length * 2
}

/** Groups of up to `most` elements, in order; fewer if they would exceed `mostBytes`. */
export function inParts<Each>(
  all: readonly Each[],
  most: number,
  mostBytes = Number.POSITIVE_INFINITY,
): readonly (readonly Each[])[] {
  const parts: { each: Each[]; size: number }[] = []
  for (const one of all) {
    const size = mostBytes === Number.POSITIVE_INFINITY ? 0 : sizeOf(one)
    const last = parts.at(-1)
    if (last && last.each.length < most && last.size + size <= mostBytes) {
      last.each.push(one)
      last.size += size
    } else parts.push({ each: [one], size })
  }
  return parts.map(({ each }) => each)
}
