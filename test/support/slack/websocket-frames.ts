const CODES = { text: 1, close: 8, ping: 9, pong: 10 } as const

type Kind = keyof typeof CODES

interface Frame {
  readonly kind: Kind | undefined
  readonly payload: Buffer
}

/** One frame as a server sends it, unmasked. */
export function framed(kind: Kind, payload: Buffer = Buffer.alloc(0)): Buffer {
  const { length } = payload
  const first = 0x80 | CODES[kind]
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload])
  if (length < 65_536) return Buffer.concat([Buffer.from([first, 126, length >> 8, length & 255]), payload])
  const head = Buffer.alloc(10)
  head.writeUInt8(first, 0)
  head.writeUInt8(127, 1)
  head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

/** The whole frames that a client sent, which masks each, and the bytes after them. */
export function framesIn(data: Buffer): { readonly frames: readonly Frame[]; readonly left: Buffer } {
  const frames: Frame[] = []
  let left = data
  for (let next = frameIn(left); next; next = frameIn(left)) {
    frames.push(next)
    left = left.subarray(next.size)
  }
  return { frames, left }
}

function frameIn(data: Buffer): (Frame & { readonly size: number }) | undefined {
  if (data.length < 6) return undefined
  const short = (data[1] ?? 0) & 127
  const head = short === 126 ? 8 : short === 127 ? 14 : 6
  if (data.length < head) return undefined
  const length =
    short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short
  if (data.length < head + length) return undefined
  const mask = data.subarray(head - 4, head)
  const payload = Buffer.from(
    data.subarray(head, head + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0)),
  )
  const code = (data[0] ?? 0) & 15
  const kind = (Object.keys(CODES) as Kind[]).find((each) => CODES[each] === code)
  return { kind, payload, size: head + length }
}
