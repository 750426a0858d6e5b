import type { Element } from '@xmldom/xmldom'
import type { Fill } from './document.ts'
import { tinted } from './tint.ts'
import { attribute, child, children } from './xml.ts'

export type Theme = ReadonlyMap<string, string>

/** The colours of a theme by name: accent1, dk1. */
export function themeOf(root: Element | undefined): Theme {
  const scheme = child(root, 'themeElements', 'clrScheme')
  return new Map(
    (scheme ? children(scheme) : []).flatMap((each): [string, string][] => {
      const [colour] = children(each)
      const hex = attribute(colour, colour?.localName === 'sysClr' ? 'lastClr' : 'val')
      return hex === undefined ? [] : [[each.localName ?? '', hex.toUpperCase()]]
    }),
  )
}

/** The colour behind a cell: its own, else that of its paragraphs, its marked text or its runs. */
export function fillOf(cell: Element, theme: Theme): Fill | undefined {
  const own = shaded(child(cell, 'tcPr', 'shd'), theme)
  if (own) return { ...own, from: own.theme === undefined ? 'cell' : 'theme' }
  const paragraphs = children(cell, 'p')
  const behind = first(paragraphs.map((each) => shaded(child(each, 'pPr', 'shd'), theme)))
  if (behind) return { ...behind, from: 'paragraph' }
  const runs = paragraphs.flatMap((each) => children(each, 'r'))
  const marked = first(
    runs.map((each) => HIGHLIGHTS.get(attribute(child(each, 'rPr', 'highlight'), 'val') ?? '')),
  )
  if (marked) return { colour: marked, from: 'highlight' }
  const run = first(runs.map((each) => shaded(child(each, 'rPr', 'shd'), theme)))
  return run && { ...run, from: 'run' }
}

function first<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  return values.find((each) => each !== undefined)
}

interface Shade {
  readonly colour: string
  readonly theme?: string
  readonly stored?: string
}

/** A solid pattern has its colour in the foreground; every other one shows what is behind it. */
function shaded(shade: Element | undefined, theme: Theme): Shade | undefined {
  if (!shade || attribute(shade, 'val') === 'nil') return undefined
  const isSolid = attribute(shade, 'val') === 'solid'
  const [name, tint, dark, plain] = isSolid
    ? ['themeColor', 'themeTint', 'themeShade', 'color']
    : ['themeFill', 'themeFillTint', 'themeFillShade', 'fill']
  const called = attribute(shade, name)
  const themed = called === undefined ? undefined : theme.get(THEME_NAMES.get(called) ?? called)
  if (called !== undefined && themed !== undefined) {
    const lighter = attribute(shade, tint)
    const darker = attribute(shade, dark)
    const by =
      lighter !== undefined
        ? 1 - Number.parseInt(lighter, 16) / 255
        : darker !== undefined
          ? Number.parseInt(darker, 16) / 255 - 1
          : 0
    const kept = attribute(shade, plain)
    const stored = kept !== undefined && HEX.test(kept) ? { stored: kept.toUpperCase() } : {}
    return { colour: tinted(themed, Number.isNaN(by) ? 0 : by), theme: called, ...stored }
  }
  const hex = attribute(shade, plain)
  return hex !== undefined && HEX.test(hex) ? { colour: hex.toUpperCase() } : undefined
}

const HEX = /^[0-9a-f]{6}$/i

const THEME_NAMES: ReadonlyMap<string, string> = new Map([
  ['background1', 'lt1'],
  ['background2', 'lt2'],
  ['text1', 'dk1'],
  ['text2', 'dk2'],
  ['dark1', 'dk1'],
  ['dark2', 'dk2'],
  ['light1', 'lt1'],
  ['light2', 'lt2'],
  ['hyperlink', 'hlink'],
  ['followedHyperlink', 'folHlink'],
])

/** Word's highlighters. */
const HIGHLIGHTS: ReadonlyMap<string, string> = new Map([
  ['red', 'FF0000'],
  ['darkRed', '800000'],
  ['yellow', 'FFFF00'],
  ['darkYellow', '808000'],
  ['green', '00FF00'],
  ['darkGreen', '008000'],
  ['cyan', '00FFFF'],
  ['darkCyan', '008080'],
  ['blue', '0000FF'],
  ['darkBlue', '000080'],
  ['magenta', 'FF00FF'],
  ['darkMagenta', '800080'],
  ['lightGray', 'C0C0C0'],
  ['darkGray', '808080'],
  ['black', '000000'],
  ['white', 'FFFFFF'],
])
