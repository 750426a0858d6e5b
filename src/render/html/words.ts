import { isSafeAddress } from '../../domain/address.ts'
import { type Inline, inlines, type Text } from '../../message.ts'
import { stripControls } from '../plain.ts'
import type { OnPage } from './on-page.ts'

export function rich(text: Text, page: OnPage | undefined): string {
  return inlines(text)
    .map((each) => inline(each, page))
    .join('')
}

export function inline(each: Inline, page: OnPage | undefined): string {
  if (typeof each === 'string') return page ? withMark(each) : escaped(each)
  switch (each.kind) {
    case 'strong':
      return `<strong>${escaped(each.text)}</strong>`
    case 'rating':
      return page
        ? rating(each.tone, each.mark, each.label)
        : `<span class="rating ${each.tone}"><span aria-hidden="true">${escaped(each.mark)}</span> ${escaped(each.label)}</span>`
    case 'said':
      // The browser sets the reader's quotation marks and isolates text in another direction.
      return `<q dir="auto">${escaped(each.text)}</q>`
    case 'line':
      return linked(`<kbd>${escaped(each.line)}</kbd>`, page?.askAddress(each.line))
    case 'reference':
      return page
        ? `<a class="ref" href="${escaped(page.itemAddress(each.ref, each.plan))}">${escaped(each.ref)}</a>`
        : escaped(each.ref)
    case 'link':
      return linked(escaped(each.text), isFollowed(each.address) ? each.address : undefined)
  }
}

/** A page of our own, or an address by https. */
function isFollowed(address: string): boolean {
  return isSafeAddress(address) || /^\/(?![/\\])[^\s\\]*$/.test(address)
}

function linked(html: string, address: string | undefined): string {
  return address === undefined ? html : `<a href="${escaped(address)}">${html}</a>`
}

/** What stands in the place of a rating: "○ Not stated". */
const MARKED = /^([○◐✓]) (\p{Lu}[\p{L} ]*)$/u

function withMark(text: string): string {
  const [, mark, label] = text.match(MARKED) ?? []
  if (mark === undefined || label === undefined) return escaped(text)
  return rating(mark === '✓' ? 'done' : 'none', mark, label)
}

function rating(look: string, mark: string, label: string): string {
  return `<span class="rating ${look}"><b aria-hidden="true">${escaped(mark)}</b> ${escaped(label)}</span>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escaped(text: string): string {
  return stripControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
