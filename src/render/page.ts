import type { Message } from '../message.ts'
import { escaped } from './html/words.ts'
import { renderHtml } from './html.ts'

/** Messages as one self-contained HTML page, to read, print or file. */
export function renderPage(pages: readonly Message[]): string {
  const [first] = pages
  const [title] = first?.blocks ?? []
  const name = title?.kind === 'heading' ? title.text : (first?.summary ?? '')
  const body = pages.map((page, index) => {
    const blocks = index === 0 && title?.kind === 'heading' ? page.blocks.slice(1) : page.blocks
    return `<section>\n${renderHtml({ ...page, blocks })}\n</section>`
  })
  return `<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(name)}</h1>
${body.join('\n')}
</main>
</body>
</html>`
}

/**
 * A rating is its mark, its word and a border; the colour only repeats them. Table captions are for screen readers,
 * because the heading above says the same.
 */
const STYLE = `
:root { color-scheme: light }
body { margin: 0; background: #fff; color: #0b0c0c; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.6rem; line-height: 1.25 }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2rem 0 .5rem }
section + section { border-top: 1px solid #505a5f; margin-top: 1.5rem }
p, ul { max-width: 45rem }
table { border-collapse: collapse; position: relative; max-width: 100%; margin: .5rem 0 1rem }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #b1b4b6; overflow-wrap: break-word }
thead th { border-bottom: 2px solid #0b0c0c }
tbody th { font-weight: 700 }
.number { text-align: right; font-variant-numeric: tabular-nums }
.rating { display: inline-block; padding: 0 .4em; border: 1px solid #0b0c0c; border-radius: .2em; white-space: nowrap }
.rating.red { background: #f6d7d2 } .rating.orange { background: #fcd6c3 } .rating.amber { background: #ffe8a3 }
.rating.yellow { background: #fff7bf } .rating.green { background: #cce2d8 } .rating.blue { background: #d2e2f1 }
.rating.purple { background: #dbd5e9 } .rating.grey { background: #eeefef }
.picture { margin: 1rem 0 }
.picture svg { display: block; max-width: 100%; height: auto }
small { font-size: .875rem; color: #505a5f }
@media (max-width: 40rem) { h1 { font-size: 1.3rem } th, td { padding-right: .3rem; font-size: .875rem; overflow-wrap: anywhere; hyphens: auto } thead th { overflow-wrap: normal; hyphens: manual } .rating { padding: 0 .2em } }
@media print {
  @page { size: A4; margin: 15mm }
  body { font-size: 10pt }
  main { max-width: none; padding: 0 }
  h2 { break-after: avoid }
  tr, li { break-inside: avoid }
  thead { display: table-header-group }
  .rating { background: none !important }
  .picture svg { max-height: 250mm; break-inside: avoid }
}`
