import type { Element } from '@xmldom/xmldom'
import type { Run } from './document.ts'
import { isOn, type Style, type Styles } from './docx-styles.ts'
import { attribute, child, children } from './xml.ts'

/** The text of a paragraph, as it reads once its tracked changes are taken, and as it was. */
export interface ParagraphText {
  /** A line break inside a paragraph begins another line. */
  readonly lines: readonly (readonly Run[])[]
  readonly style: Style
  readonly isBold: boolean
  /** Numbers of the comments on it. */
  readonly comments: readonly string[]
  readonly change: { readonly before: string; readonly after: string } | null
  readonly hasHidden: boolean
}

interface Piece {
  readonly text: string
  readonly struck: boolean
  readonly isBold: boolean
  readonly change: 'inserted' | 'deleted' | undefined
}

export function paragraphText(paragraph: Element, styles: Styles): ParagraphText {
  const style = styles(attribute(child(paragraph, 'pPr', 'pStyle'), 'val'))
  const found: Found = { pieces: [], comments: [], hasHidden: false }
  gather(paragraph, { style, styles, change: undefined, found })
  const { pieces, comments, hasHidden } = found
  const kept = pieces.filter(({ change }) => change !== 'deleted')
  const before = textOf(pieces.filter(({ change }) => change !== 'inserted'))
  const after = textOf(kept)
  const own = attribute(child(paragraph, 'pPr', 'outlineLvl'), 'val')
  const level = own === undefined ? style.level : own === '9' ? 0 : Number(own) + 1
  return {
    lines: inLines(kept),
    style: { ...style, level },
    isBold: kept.length > 0 && kept.every(({ isBold, text }) => isBold || text.trim() === ''),
    comments,
    change: before === after ? null : { before, after },
    hasHidden,
  }
}

interface Found {
  pieces: Piece[]
  comments: string[]
  hasHidden: boolean
}

interface Around {
  readonly style: Style
  readonly styles: Styles
  readonly change: Piece['change']
  readonly found: Found
}

/** Wrappers that Word puts around text. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'sdt',
  'sdtContent',
  'hyperlink',
  'smartTag',
  'customXml',
  'fldSimple',
  'bdo',
  'dir',
])
const CHANGES: ReadonlyMap<string, NonNullable<Piece['change']>> = new Map([
  ['ins', 'inserted'],
  ['moveTo', 'inserted'],
  ['del', 'deleted'],
  ['moveFrom', 'deleted'],
])

function gather(element: Element, around: Around): void {
  for (const each of children(element)) {
    const name = each.localName ?? ''
    const change = CHANGES.get(name)
    if (name === 'r') readRun(each, around)
    else if (change) gather(each, { ...around, change: around.change === 'deleted' ? 'deleted' : change })
    else if (name === 'sdt' && isUnfilled(each)) continue
    else if (WRAPPERS.has(name)) gather(each, around)
  }
}

/** A control that nobody filled in shows what to do there, which nobody said. */
function isUnfilled(control: Element): boolean {
  return isOn(child(control, 'sdtPr'), 'showingPlcHdr') ?? false
}

function readRun(run: Element, { style, styles, change, found }: Around): void {
  const properties = child(run, 'rPr')
  const own = styles(attribute(child(properties, 'rStyle'), 'val'))
  for (const each of children(run, 'commentReference')) found.comments.push(attribute(each, 'id') ?? '')
  const text = children(run).map(signs).join('')
  if (text === '') return
  if (isOn(properties, 'vanish') ?? (own.isHidden || style.isHidden)) {
    found.hasHidden = true
    return
  }
  const struck =
    (isOn(properties, 'strike') ?? false) ||
    (isOn(properties, 'dstrike') ?? false) ||
    (isOn(properties, 'strike') === undefined && (own.isStruck || style.isStruck))
  const isBold = isOn(properties, 'b') ?? (own.isBold || style.isBold)
  found.pieces.push({ text, struck, isBold, change })
}

function signs(element: Element): string {
  switch (element.localName) {
    case 't':
    case 'delText':
      return element.textContent ?? ''
    case 'tab':
      return '\t'
    case 'br':
    case 'cr':
      return '\n'
    case 'noBreakHyphen':
      return '-'
    default:
      return ''
  }
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('')
}

function inLines(pieces: readonly Piece[]): readonly (readonly Run[])[] {
  const lines: Run[][] = [[]]
  for (const { text, struck } of pieces) {
    for (const [place, part] of text.split('\n').entries()) {
      if (place > 0) lines.push([])
      if (part === '') continue
      const line = lines.at(-1)
      const last = line?.at(-1)
      if (line && last && last.struck === struck) line[line.length - 1] = { text: last.text + part, struck }
      else line?.push({ text: part, struck })
    }
  }
  return lines
}
