/** A message as it went over the line, taken apart. */
export interface Part {
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly parts: readonly Part[]
}

export function readMime(raw: Buffer): Part {
  const text = raw.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const headers = Object.fromEntries(
    text
      .slice(0, end)
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        decodedWords(line.slice(line.indexOf(':') + 1).trim()),
      ]),
  )
  const body = text.slice(end + 4)
  const [, boundary] = headers['content-type']?.match(/boundary="([^"]+)"/) ?? []
  const parts = boundary === undefined ? [] : partsIn(body, boundary)
  return { headers, body: decodedBody(body, headers['content-transfer-encoding']), parts }
}

/** Every part that is not made of others, in order. */
export function leaves(part: Part): readonly Part[] {
  return part.parts.length === 0 ? [part] : part.parts.flatMap(leaves)
}

function partsIn(body: string, boundary: string): readonly Part[] {
  return `\r\n${body}`
    .split(`\r\n--${boundary}`)
    .slice(1, -1)
    .map((each) => readMime(Buffer.from(each.replace(/^\r\n/, ''), 'latin1')))
}

function decodedBody(body: string, encoding = '7bit'): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64')
  return encoding === 'quoted-printable' ? quoted(body.replace(/=\r\n/g, '')) : Buffer.from(body, 'latin1')
}

function quoted(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

function decodedWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      (kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64') : quoted(word.replace(/_/g, ' '))).toString(),
    )
}
