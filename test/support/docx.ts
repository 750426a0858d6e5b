import { strFromU8, unzipSync } from 'fflate'

/** What a word processor finds in a .docx, by the parts that matter to whoever reads it. */
export interface Docx {
  readonly files: readonly string[]
  readonly xml: (name: string) => string
  readonly document: string
  /** Of each paragraph: its style, and its text. */
  readonly paragraphs: readonly { readonly style: string; readonly text: string }[]
  readonly tables: readonly string[]
}

export function openDocx(bytes: Buffer): Docx {
  const files = unzipSync(bytes)
  const xml = (name: string) => strFromU8(files[name] ?? new Uint8Array())
  const document = xml('word/document.xml')
  return {
    files: Object.keys(files),
    xml,
    document,
    paragraphs: [...document.matchAll(/<w:p>(.*?)<\/w:p>|<w:p\/>/gs)].map(([, inner = '']) => ({
      style: inner.match(/<w:pStyle w:val="([^"]+)"/)?.[1] ?? '',
      text: textOf(inner),
    })),
    tables: document.match(/<w:tbl>.*?<\/w:tbl>/gs) ?? [],
  }
}

export function textOf(xml: string): string {
  return [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text = '']) => plain(text)).join('')
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function plain(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
}
