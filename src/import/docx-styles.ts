import type { Element } from '@xmldom/xmldom'
import { attribute, child, children } from './xml.ts'

/** What a paragraph or a run takes from its style. */
export interface Style {
  /** 1 for the outermost heading, 0 for text. */
  readonly level: number
  readonly isStruck: boolean
  readonly isBold: boolean
  readonly isHidden: boolean
}

export type Styles = (id: string | undefined) => Style

const PLAIN: Style = { level: 0, isStruck: false, isBold: false, isHidden: false }
/** Styles are based on one another; more steps than Word allows. */
const DEEPEST = 12

export function stylesOf(root: Element | undefined): Styles {
  const elements = new Map(
    (root ? children(root, 'style') : []).map((style) => [attribute(style, 'styleId') ?? '', style]),
  )
  const known = new Map<string, Style>()
  const styleOf = (id: string | undefined, depth: number): Style => {
    const element = id === undefined ? undefined : elements.get(id)
    if (id === undefined || !element || depth > DEEPEST) return PLAIN
    const before = known.get(id)
    if (before) return before
    const base = styleOf(attribute(child(element, 'basedOn'), 'val'), depth + 1)
    const run = child(element, 'rPr')
    const style = {
      level: levelOf(element) ?? base.level,
      isStruck: isOn(run, 'strike') ?? isOn(run, 'dstrike') ?? base.isStruck,
      isBold: isOn(run, 'b') ?? base.isBold,
      isHidden: isOn(run, 'vanish') ?? base.isHidden,
    }
    known.set(id, style)
    return style
  }
  return (id) => styleOf(id, 0)
}

/** By the name, which is English in every Word, or by the outline. */
function levelOf(style: Element): number | undefined {
  const name = (attribute(child(style, 'name'), 'val') ?? '').toLowerCase()
  if (name === 'title') return 1
  const [, number] = /^heading (\d)$/.exec(name) ?? []
  if (number !== undefined) return Number(number)
  const outline = attribute(child(style, 'pPr', 'outlineLvl'), 'val')
  return outline === undefined || outline === '9' ? undefined : Number(outline) + 1
}

const OFF: readonly (string | undefined)[] = ['0', 'false', 'off', 'none']

/** Whether a property is switched on; undefined if nothing is said of it. */
export function isOn(properties: Element | undefined, name: string): boolean | undefined {
  const element = child(properties, name)
  return element && !OFF.includes(attribute(element, 'val'))
}
