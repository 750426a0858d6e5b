import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'

/** The date of every file in the archive, so that the same paper always gives the same bytes. */
const ARCHIVED = new Date(1980, 0, 1)

/** The archive with the instant of its figures instead of the machine's clock. */
export function repacked(file: Buffer, asAt: string): Buffer {
  const entries = Object.entries(unzipSync(file)).filter(([name]) => !name.endsWith('/'))
  const fixed = entries.map(([name, bytes]) => [name, name === CORE ? dated(bytes, asAt) : bytes] as const)
  const packed = zipSync(Object.fromEntries([...fixed].sort(contentTypesFirst)), { mtime: ARCHIVED })
  return Buffer.from(packed)
}

const CORE = 'docProps/core.xml'
const TYPES = '[Content_Types].xml'

function dated(bytes: Uint8Array, asAt: string): Uint8Array {
  return strToU8(strFromU8(bytes).replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${asAt}`))
}

/** Readers expect the content types first. */
function contentTypesFirst(
  [one]: readonly [string, Uint8Array],
  [other]: readonly [string, Uint8Array],
): number {
  return Number(other === TYPES) - Number(one === TYPES)
}
