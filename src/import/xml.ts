import { DOMParser, type Element, type Node, onErrorStopParsing } from '@xmldom/xmldom'
import { NotRead } from './not-read.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })
const UTF_16 = [0xfe, 0xff]

/**
 * The outermost element of a part of the file.
 * @throws NotRead if it declares entities or is not XML
 */
export function parseXml(bytes: Uint8Array, { file, part }: { file: string; part: string }): Element {
  const text = xmlText(bytes, file)
  try {
    const root = new DOMParser({ onError: onErrorStopParsing }).parseFromString(
      text,
      'text/xml',
    ).documentElement
    if (root) return root
  } catch {
    // The parser's own words are not for people.
  }
  throw new NotRead(
    `${file} is damaged: ${part} is not written as it should be. Send it again, or open it and save a copy.`,
  )
}

/** @throws NotRead if it declares entities, which no Office program does */
export function xmlText(bytes: Uint8Array, file: string): string {
  const isWide = UTF_16.includes(bytes[0] ?? 0)
  const text = isWide ? new TextDecoder('utf-16').decode(bytes) : decodeStrictly(bytes, file)
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    throw new NotRead(`${file} declares entities, which ${programOf(file)} never does. It was not read.`)
  return text
}

function decodeStrictly(bytes: Uint8Array, file: string): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new NotRead(`${file} is damaged: its text is not UTF-8. Send it again, or open it and save a copy.`)
  }
}

function programOf(file: string): string {
  return /\.xls[xm]?$/i.test(file) ? 'Excel' : 'Word'
}

/** The elements directly within one, whatever their prefix. */
export function children(element: Element, name?: string): readonly Element[] {
  const found: Element[] = []
  for (let node: Node | null = element.firstChild; node; node = node.nextSibling)
    if (isElement(node) && (name === undefined || node.localName === name)) found.push(node)
  return found
}

export function child(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  let at = element
  for (const name of path) at = at && children(at, name)[0]
  return at
}

/** An attribute by its local name; undefined if it is not there. */
export function attribute(element: Element | undefined, name: string): string | undefined {
  if (!element) return undefined
  for (let place = 0; place < element.attributes.length; place += 1) {
    const each = element.attributes.item(place)
    if (each?.localName === name) return each.value
  }
  return undefined
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}
