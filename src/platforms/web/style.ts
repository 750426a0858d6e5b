import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface Style {
  readonly css: string
  /** It changes with the sheet, so that a browser may keep it for a year. */
  readonly address: string
}

/** The one sheet of every page; the build puts it beside the program. */
export function readStyle(): Style {
  const css = withoutRemarks(readFileSync(new URL('./wsoa.css', import.meta.url), 'utf8'))
  const hash = createHash('sha256').update(css).digest('hex').slice(0, 16)
  return { css, address: `/assets/${hash}.css` }
}

/** Nobody's browser needs our remarks and indents. */
function withoutRemarks(css: string): string {
  return css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\n\s+/g, '\n')
}
